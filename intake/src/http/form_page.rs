//! The form again, with what was typed and what is wrong with it.

use axum::response::Response;
use maud::{Markup, html};

use crate::report::{Fault, Form};
use crate::settings::Settings;

use super::notice::{health_causes, notice};
use super::outcome::Refusal;
use super::page;

/// The page that answers a form that is not taken.
pub fn refused(settings: &Settings, form: &Form, refusal: &Refusal) -> Response {
    let (status, _) = refusal.parts();
    let none = Vec::new();
    let faults = if let Refusal::Fields(faults) = refusal { faults } else { &none };
    let main = html! { div.report {
        h1 { "还没有收到" }
        @if let Some(words) = words(refusal) { div.alert { p { (words) } } }
        (summary(faults))
        @if settings.seal.is_none() && *refusal != Refusal::Origin { (notice(settings)) (fields(settings, form, faults, "reports", "再发一次")) }
    } };
    page::page(settings, status, "", "还没有收到", &main)
}

fn words(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::Fields(_) => return None,
        Refusal::Json | Refusal::Key => "发来的内容不对。请回到上报的页面，重新填一次。".into(),
        Refusal::Origin => "这不是从上报的页面发来的，所以没有收。请从网站重新打开上报的页面，或者打电话说。".into(),
        Refusal::Slow => "网太慢，没有收全。请再发一次，或者打电话说。".into(),
        Refusal::Conflict => "这一份已经收过，这次的内容和上次不一样。要更正，请打电话，报收条号。".into(),
        Refusal::Large => "内容太多，收不下。请把补充说明写短一些。".into(),
        Refusal::Busy(seconds) => format!("现在发的人太多。请过 {seconds} 秒再发一次，或者打电话说。"),
        Refusal::Storage => "现在存不下来，所以没有收。请过一会儿再发一次，或者打电话说。".into(),
    })
}

/// All that is wrong, each leading to its field.
pub fn summary(faults: &[Fault]) -> Markup {
    html! {
        @if !faults.is_empty() {
            div.summary role="alert" tabindex="-1" autofocus {
                p { strong { "要改一改：" } }
                ul { @for fault in faults { li { a href={ "#field-" (fault.field) } { (fault.message) } } } }
            }
        }
    }
}

/// The fields, with what was typed.
pub fn fields(settings: &Settings, form: &Form, faults: &[Fault], action: &str, button: &str) -> Markup {
    let view = Fields { settings, form, faults };
    html! {
        form method="post" action=(action) {
            @if !form.get("key").is_empty() { input type="hidden" name="key" value=(form.get("key")); }
            p hidden { label { "这一格不要填 " input type="text" name="website" tabindex="-1" autocomplete="off"; } }
            div.part { (view.text("name", "姓名", "name", "text")) (view.text("phone", "电话", "tel", "tel")) (view.place()) }
            (view.causes())
            (view.tick("for_other", "true", "替别的人家上报"))
            div.part { (view.text("relation", "你和那一户是什么关系（替别人家上报才填）", "off", "text")) (view.note()) }
            div.part {
                (view.tick("consent", &settings.notice, "同意把填写的内容用来核实困难"))
                @let health = health_causes(settings);
                @if !health.is_empty() {
                    (view.tick("consent_sensitive", &settings.notice, &format!("{health}说的是身体的事，同意把它也报上去（勾了这几样才要）")))
                }
            }
            p { button type="submit" { (button) } }
        }
    }
}

struct Fields<'a> {
    settings: &'a Settings,
    form: &'a Form,
    faults: &'a [Fault],
}

impl Fields<'_> {
    fn error(&self, name: &str) -> Markup {
        html! {
            @for fault in self.faults.iter().filter(|fault| fault.field == name) { p.error id={ "error-" (name) } { (fault.message) } }
        }
    }

    fn wrong(&self, name: &str) -> bool {
        self.faults.iter().any(|fault| fault.field == name)
    }

    fn text(&self, name: &str, label: &str, autocomplete: &str, kind: &str) -> Markup {
        let wrong = self.wrong(name);
        html! {
            (self.error(name))
            p.entry {
                label for={ "field-" (name) } { (label) }
                input id={ "field-" (name) } type=(kind) name=(name) value=(self.form.get(name)) autocomplete=(autocomplete)
                    aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then(|| format!("error-{name}"))];
            }
        }
    }

    fn place(&self) -> Markup {
        let wrong = self.wrong("place");
        let towns = self.settings.places.iter().filter(|place| place.town == place.id);
        let option = |id: &str, name: &str| html! { option value=(id) selected[self.form.get("place") == id] { (name) } };
        html! {
            (self.error("place"))
            p.entry {
                label for="field-place" { "镇（街）、村（居）" }
                select id="field-place" name="place" aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then_some("error-place")] {
                    option value="" { "请选一个" }
                    @for town in towns {
                        (option(&town.id, &town.name))
                        @for village in self.settings.places.iter().filter(|place| place.town == town.id && place.id != town.id) {
                            (option(&village.id, &format!("{} {}", town.name, village.name)))
                        }
                    }
                }
            }
        }
    }

    fn causes(&self) -> Markup {
        html! {
            (self.error("causes"))
            fieldset.part id="field-causes" tabindex="-1" {
                legend { "有哪些难处" }
                div.options.ticks {
                    @for cause in &self.settings.causes {
                        label.option {
                            input type="checkbox" name="causes" value=(cause.name) checked[self.form.all("causes").any(|chosen| chosen == cause.name)];
                            span { (cause.name) }
                        }
                    }
                }
            }
        }
    }

    fn note(&self) -> Markup {
        html! {
            (self.error("note"))
            p.entry {
                label for="field-note" { "补充说明" }
                textarea id="field-note" name="note" rows="4" { (self.form.get("note")) }
            }
        }
    }

    fn tick(&self, name: &str, value: &str, label: &str) -> Markup {
        let (typed, wrong) = (self.form.get(name), self.wrong(name));
        html! {
            (self.error(name))
            label.option {
                input id={ "field-" (name) } type="checkbox" name=(name) value=(if typed.is_empty() { value } else { typed }) checked[!typed.is_empty()]
                    aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then(|| format!("error-{name}"))];
                span { (label) }
            }
        }
    }
}
