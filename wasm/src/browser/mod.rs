//! What the page's loader calls. The loader listens to the page and hands every event over.

mod form;
mod page;
mod result;

use alloc::boxed::Box;
use alloc::string::{String, ToString};

use rules::{Assessment, Date, Detail, Facts, Policy, RuleId, Truth};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{Element, Event};

use crate::answers::{Answer, Answers};
use crate::interview::{Interview, View};
use page::Page;

#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// The calculator of a page.
#[wasm_bindgen]
pub struct Calculator {
    /// It lives as long as the page.
    policy: &'static Policy,
    today: rules::Calculator<'static>,
    /// The policy on the day that another script asked for last.
    asked_for: Option<rules::Calculator<'static>>,
    page: Page,
    answers: Answers,
    /// The way through the questions; `None` where all of them are on the page at once.
    interview: Option<Interview>,
}

#[wasm_bindgen]
impl Calculator {
    /// Makes the calculator inside `root` ready. `today` is the device's day, `YYYY-MM-DD`.
    ///
    /// # Errors
    ///
    /// Where the policy or the day cannot be read.
    #[wasm_bindgen(constructor)]
    pub fn new(policy: &[u8], root: Element, today: &str) -> Result<Self, String> {
        let policy = Policy::unpack(policy).ok_or_else(|| String::from("the policy cannot be read"))?;
        let policy: &'static Policy = Box::leak(Box::new(policy));
        let today: Date = today.parse().map_err(|_| String::from("today is no date"))?;
        let today = policy.at(today);
        let page = Page(root);
        let interview = (page.value("data-mode") == "check").then(Interview::new);
        let answers = Answers::none(policy);
        let mut calculator = Self { policy, today, asked_for: None, page, answers, interview };
        calculator.restart(true);
        Ok(calculator)
    }

    /// Assesses a household on a day, as [`crate::assess`] does.
    #[must_use]
    pub fn assess(&mut self, facts: &str, on: &str) -> String {
        crate::assess(self.policy, &mut self.asked_for, facts, on)
    }

    /// The policy in force as it is today, JSON: what it asks, what it knows and what it answers.
    #[must_use]
    pub fn policy(&self) -> String {
        self.today.catalogue()
    }

    /// Takes an event of the page: `click`, `input`, `submit` or `toggle`.
    pub fn handle(&mut self, event: &Event) {
        let Some(target) = page::target(event) else { return };
        match event.type_().as_str() {
            "submit" => {
                event.prevent_default();
                self.next();
            }
            "click" => self.click(&target),
            "input" | "change" => self.typed(&target),
            "toggle" => self.open(&target),
            _ => {}
        }
    }
}

impl Calculator {
    fn with<T>(&self, then: impl FnOnce(&rules::Calculator<'_>, &Facts, &Assessment<'_>) -> T) -> T {
        let facts = self.answers.facts(self.policy, &self.today);
        let assessment = self.today.assess(&facts, Detail::Derivations);
        then(&self.today, &facts, &assessment)
    }

    fn restart(&mut self, first: bool) {
        self.answers = Answers::none(self.policy);
        for (_, name, question) in self.policy.questions() {
            if let Some(field) = self.page.question(name) {
                form::clear(&field, question);
            }
        }
        if self.interview.is_some() {
            self.interview = Some(Interview::new());
            self.advance(true);
        }
        self.show(!first);
    }

    /// Goes on to what is next.
    fn advance(&mut self, first: bool) {
        let Some(mut interview) = self.interview.take() else { return };
        self.with(|_, _, assessment| interview.advance(self.policy, &self.answers, assessment, first));
        self.interview = Some(interview);
    }

    fn click(&mut self, target: &Element) {
        let Some(button) = page::closest(target, "button") else { return };
        let is = |name: &str| button.has_attribute(name);
        if is("data-unknown") {
            self.unknown(&button);
        } else if is("data-back") {
            if let Some(interview) = &mut self.interview {
                interview.back();
            }
            self.show(true);
        } else if is("data-change") {
            self.change(&page::value(&button, "data-change"));
        } else if is("data-more") {
            if let Some(interview) = &mut self.interview {
                interview.ask_about_measures();
            }
            self.advance(false);
            self.show(true);
        } else if is("data-restart") {
            self.restart(false);
        }
    }

    /// Leads the reader to a question.
    fn change(&mut self, name: &str) {
        if self.interview.is_none() {
            return self.page.focus(&alloc::format!("{} input", page::named("question", name)));
        }
        if let (Some((id, _)), Some(interview)) = (self.policy.find(name), &mut self.interview) {
            interview.show(View::Question(id));
            self.show(true);
        }
    }

    /// The question that an element stands in.
    fn question_of(&self, element: &Element) -> Option<(RuleId, Element)> {
        let field = page::closest(element, "[data-question]")?;
        let (id, _) = self.policy.find(&page::value(&field, "data-question"))?;
        Some((id, field))
    }

    fn unknown(&mut self, button: &Element) {
        let Some((id, field)) = self.question_of(button) else { return };
        if let Some((_, _, question)) = self.policy.questions().find(|(known, _, _)| *known == id) {
            form::clear(&field, question);
        }
        self.answers.set(id, Answer::Unknown);
        form::mark_unknown(&field, true);
        self.advance(false);
        self.show(self.interview.is_some());
    }

    /// Takes the answer to the question on the page and goes on.
    fn next(&mut self) {
        let Some(View::Question(id)) = self.interview.as_ref().map(Interview::now) else { return };
        let Some((_, name, question)) = self.policy.questions().find(|(known, _, _)| *known == id) else { return };
        let Some(field) = self.page.question(name) else { return };
        let answer = form::read(self.policy, &field, name, question);
        form::show_problem(&field, answer.as_ref().err());
        let given = match answer {
            Ok(Some(value)) => value,
            Ok(None) if *self.answers.get(id) == Answer::Unknown => {
                self.advance(false);
                return self.show(true);
            }
            Ok(None) => return form::show_problem(&field, Some(&form::Problem::nothing(question))),
            Err(_) => return,
        };
        form::mark_unknown(&field, false);
        self.answers.set(id, Answer::Given(given));
        self.advance(false);
        self.show(true);
    }

    /// Something was typed or chosen.
    fn typed(&mut self, target: &Element) {
        let Some((id, field)) = self.question_of(target) else { return };
        let Some((_, name, question)) = self.policy.questions().find(|(known, _, _)| *known == id) else { return };
        form::keep_one_answer(&field, target);
        form::read_back(&field, question);
        form::mark_unknown(&field, false);
        if self.interview.is_some() {
            // A mistake is pointed out when the reader goes on, and taken back as soon as it is mended.
            if form::read(self.policy, &field, name, question).is_ok() {
                form::show_problem(&field, None);
            }
            return;
        }
        let answer = form::read(self.policy, &field, name, question);
        form::mark_problem(&field, answer.as_ref().err());
        let answer = answer.ok().flatten().map_or(Answer::Open, Answer::Given);
        self.answers.set(id, answer);
        self.show(false);
    }

    /// A derivation was opened.
    fn open(&self, target: &Element) {
        if target.has_attribute("data-steps") {
            self.with(|calculator, facts, _| result::steps(&self.page, calculator, facts, target));
        }
    }

    /// Puts the page into the state that the answers have led to.
    fn show(&self, focus: bool) {
        self.with(|calculator, facts, assessment| match &self.interview {
            Some(interview) => self.show_interview(interview, calculator, facts, assessment, focus),
            None => {
                for (id, name, _) in self.policy.questions() {
                    self.page.show(&page::named("question", name), calculator.asked(facts, id) != Truth::False);
                    self.show_bands(id, name, calculator, facts);
                }
                result::fill(&self.page, calculator, facts, assessment, &self.answers);
            }
        });
    }

    fn show_interview(
        &self,
        interview: &Interview,
        calculator: &rules::Calculator<'_>,
        facts: &Facts,
        assessment: &Assessment<'_>,
        focus: bool,
    ) {
        let now = interview.now();
        for (id, name, _) in self.policy.questions() {
            self.page.show(&page::named("question", name), now == View::Question(id));
            if now == View::Question(id) {
                self.show_bands(id, name, calculator, facts);
            }
        }
        let pending = interview.pending(self.policy, &self.answers, assessment).filter(|id| now != View::Question(*id)).count();
        let answered =
            self.policy.questions().filter(|(id, _, _)| *self.answers.get(*id) != Answer::Open && now != View::Question(*id)).count();
        self.page.show("[data-form]", now != View::Result);
        self.page.show("[data-result]", now == View::Result);
        self.page.show("[data-back]", interview.can_go_back());
        self.page.fill("[data-asked]", &answered.saturating_add(1).to_string());
        self.page.fill("[data-left]", &pending.to_string());
        self.page.show("[data-some-left]", pending > 0);
        self.page.show("[data-none-left]", pending == 0);
        let all = answered.saturating_add(pending).saturating_add(1);
        self.page.set("progress", "max", &all.to_string());
        self.page.set("progress", "value", &answered.to_string());
        if now == View::Result {
            result::fill(&self.page, calculator, facts, assessment, &self.answers);
            let more = Interview::left_about_measures(self.policy, &self.answers, assessment);
            self.page.show("[data-more-block]", more > 0 && assessment.ask.is_empty());
            self.page.fill("[data-more-count]", &more.to_string());
        } else {
            self.page.set("[data-outcome]", "data-outcome", "");
        }
        if focus {
            let heading =
                if now == View::Result { "[data-result] [data-verdict]:not([hidden]) h2" } else { "[data-question]:not([hidden]) legend" };
            self.page.focus(heading);
        }
    }

    /// The rough answers, once enough is known to work them out.
    fn show_bands(&self, id: RuleId, name: &str, calculator: &rules::Calculator<'_>, facts: &Facts) {
        if let Some(field) = self.page.question(name) {
            form::show_bands(&field, &calculator.bands(facts, id));
        }
    }
}
