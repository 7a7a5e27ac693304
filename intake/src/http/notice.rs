//! The notice before collection, beside each form of the intake's own: to be read, or to be read out.

use maud::{Markup, html};

use crate::settings::Settings;

use super::page::field;

/// Who handles what is reported, for what, which fields, how long, and whom to ask.
pub fn notice(settings: &Settings) -> Markup {
    let days = settings.keep_days.map(|days| format!("{days} 天，到期就把姓名、电话这些抹掉")).unwrap_or_default();
    html! {
        section.told {
            h2 { "报上来的内容怎么用" }
            dl {
                div { dt { "谁处理" } dd { (field(&settings.handler)) } }
                div { dt { "做什么用" } dd { "只用来核实家里的困难、安排帮扶" } }
                div { dt { "收哪些" } dd {
                    "姓名、电话、镇（街）或村（居）、难处、说明，替别人家报的，还有同那家的关系。" strong { "不收身份证号、银行卡号，不问收入" }
                } }
                div { dt { "存多久" } dd { (field(&days)) } }
                div { dt { "要查、要改、要删" } dd { "拿着收条号，随时可以找：" (field(&settings.contact)) } }
                div { dt { "告知的日子" } dd { (field(&settings.notice)) } }
            }
        }
    }
}

/// The causes that tell of health, as a consent names them.
pub fn health_causes(settings: &Settings) -> String {
    settings.causes.iter().filter(|cause| cause.health).map(|cause| format!("「{}」", cause.name)).collect()
}
