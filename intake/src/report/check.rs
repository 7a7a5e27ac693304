//! Every field that is wrong, each with what to do about it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::settings::Settings;

use super::{Assessment, Content, Personal, Phone, Report, Sealed, flaw};

const OUTCOMES: [&str; 4] = ["likely", "verify", "incomplete", "unlikely"];
const OPEN_FIELDS: [&str; 6] = ["name", "phone", "for_other", "relation", "causes", "note"];
const OTHER_FIELDS: [&str; 5] = ["place", "assessment", "consent", "consent_sensitive", "sealed"];

/// The encapsulated key and the tag, which come on top of a plaintext of one to four times 1,024 bytes.
const SEALED_EXTRA: usize = 32 + 16;
const SEALED_STEP: usize = 1024;
const SEALED_STEPS: usize = 4;

/// A field that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fault {
    /// Its name.
    pub field: String,
    /// What is wrong, in Chinese.
    pub message: String,
}

/// The report that a JSON value says, or all that is wrong with it. With `sealed`, personal fields must come sealed; without, they come in
/// the open, but for a report that somebody's phone has kept, sealed, since before the office gave sealing up.
///
/// # Errors
///
/// Every field that is wrong, in the order in which a page asks for them.
pub fn check(value: &Value, settings: &Settings, sealed: bool) -> Result<Report, Vec<Fault>> {
    let Value::Object(object) = value else {
        return Err(vec![Fault { field: String::new(), message: "要发一个 JSON 对象".into() }]);
    };
    let mut fields = Fields { object, faults: Vec::new() };
    let content = if sealed || fields.are_sealed() { fields.sealed() } else { fields.open(settings) };
    let place = fields.place(settings);
    let assessment = fields.assessment();
    let consent = fields.version("consent");
    if consent.is_empty() && !object.contains_key("consent") {
        fields.fault("consent", "要先同意这样处理填写的内容，才能发送");
    }
    let consent_sensitive = fields.version("consent_sensitive");
    if let Content::Open(personal) = &content {
        let health = personal.causes.iter().any(|cause| settings.tells_of_health(cause));
        if health && !object.contains_key("consent_sensitive") {
            fields.fault("consent_sensitive", "选了和身体有关的难处，要单独同意，或者把它去掉");
        }
    }
    fields.unknown();
    if fields.faults.is_empty() { Ok(Report { place, consent, consent_sensitive, assessment, content }) } else { Err(fields.faults) }
}

struct Fields<'a> {
    object: &'a Map<String, Value>,
    faults: Vec<Fault>,
}

impl Fields<'_> {
    fn fault(&mut self, field: &str, message: impl Into<String>) {
        self.faults.push(Fault { field: field.to_owned(), message: message.into() });
    }

    /// A text without blanks around it; empty where the field is absent or was told as wrong.
    fn text(&mut self, name: &str, label: &str, limit: usize, lines: bool) -> String {
        let text = match self.object.get(name) {
            None => return String::new(),
            Some(Value::String(text)) => text.trim(),
            Some(_) => {
                self.fault(name, format!("{label}要写成文字"));
                return String::new();
            }
        };
        match flaw(label, text, limit, lines) {
            None => text.to_owned(),
            Some(words) => {
                self.fault(name, words);
                String::new()
            }
        }
    }

    fn told(&self, name: &str) -> bool {
        self.faults.iter().any(|fault| fault.field == name)
    }

    fn required(&mut self, name: &str, label: &str, limit: usize) -> String {
        let text = self.text(name, label, limit, false);
        if text.is_empty() && !self.told(name) {
            self.fault(name, format!("请填写{label}"));
        }
        text
    }

    /// Whether what is personal came sealed, and nothing of it in the open.
    fn are_sealed(&self) -> bool {
        self.object.get("sealed").is_some_and(Value::is_object) && !OPEN_FIELDS.iter().any(|name| self.object.contains_key(*name))
    }

    fn open(&mut self, settings: &Settings) -> Content {
        let name = self.required("name", "姓名", 40);
        let phone = self.phone();
        let for_other = self.flag("for_other");
        let mut relation = self.text("relation", "和那一户的关系", 20, false);
        if for_other && relation.is_empty() && !self.told("relation") {
            self.fault("relation", "替别人家上报，请写和那一户是什么关系");
        }
        if !for_other && !relation.is_empty() {
            // What was typed before the tick was taken away is nothing to keep.
            relation.clear();
        }
        let causes = self.causes(settings);
        let note = self.text("note", "补充说明", 500, true);
        if self.object.contains_key("sealed") {
            self.fault("sealed", "这里不收封存的内容，请刷新页面再发");
        }
        Content::Open(Personal { name, phone, for_other, relation, causes, note })
    }

    fn phone(&mut self) -> String {
        let typed = self.required("phone", "电话", 40);
        if typed.is_empty() {
            return typed;
        }
        match Phone::read(&typed) {
            Some(phone) => phone.into_string(),
            None => {
                self.fault("phone", "电话不对：手机是 11 位数，座机要带区号，例如 0591 开头");
                String::new()
            }
        }
    }

    fn flag(&mut self, name: &str) -> bool {
        match self.object.get(name) {
            None => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.fault(name, "这一项只能是 true 或 false");
                false
            }
        }
    }

    fn causes(&mut self, settings: &Settings) -> Vec<String> {
        let listed = match self.object.get("causes") {
            None => return Vec::new(),
            Some(Value::Array(listed)) => listed,
            Some(_) => {
                self.fault("causes", "难处要列成一组");
                return Vec::new();
            }
        };
        let known = |value: &Value| settings.causes.iter().any(|cause| value.as_str() == Some(cause.name.as_str()));
        if !listed.iter().all(known) {
            self.fault("causes", "有一样难处不在可选的里面，请重新选");
            return Vec::new();
        }
        // In the order of the policy, each once.
        settings
            .causes
            .iter()
            .filter(|cause| listed.iter().any(|value| value.as_str() == Some(&cause.name)))
            .map(|cause| cause.name.clone())
            .collect()
    }

    fn place(&mut self, settings: &Settings) -> String {
        match self.object.get("place") {
            Some(Value::String(id)) if settings.place(id.trim()).is_some() => return id.trim().to_owned(),
            None => self.fault("place", "请选是哪个镇（街）、哪个村（居）"),
            Some(_) => self.fault("place", "没有这个地方，请重新选镇（街）或村（居）"),
        }
        String::new()
    }

    fn assessment(&mut self) -> Option<Assessment> {
        let value = self.object.get("assessment")?;
        let assessment: Option<Assessment> =
            value.as_object().filter(|object| object.len() == 3).and_then(|_| serde_json::from_value(value.clone()).ok());
        let plain =
            |text: &str| (1..=80).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte));
        let checked =
            assessment.filter(|found| OUTCOMES.contains(&found.outcome.as_str()) && plain(&found.policy) && plain(&found.revision));
        if checked.is_none() {
            self.fault("assessment", "自查的结果要有 outcome、policy、revision 三项，没有别的");
        }
        checked
    }

    /// The version of the notice that was agreed to: a date.
    fn version(&mut self, name: &str) -> String {
        match self.object.get(name) {
            None => String::new(),
            Some(Value::String(text)) if text.trim().len() == 10 && text.trim().parse::<Date>().is_ok() => text.trim().to_owned(),
            Some(_) => {
                self.fault(name, "要写同意的是哪一版告知，例如 2026-11-23");
                String::new()
            }
        }
    }

    fn sealed(&mut self) -> Content {
        for name in OPEN_FIELDS {
            if self.object.contains_key(name) {
                self.fault(name, "这一项要封存以后再发，请刷新页面再发");
            }
        }
        let sealed = self.object.get("sealed").and_then(Value::as_object).filter(|object| object.len() == 2).and_then(|object| {
            let text = |name: &str| object.get(name).and_then(Value::as_str);
            let (key, ciphertext) = (text("key")?, text("box")?);
            let hexadecimal = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
            let named = key.len() == 16 && key.bytes().all(hexadecimal);
            (named && is_box(ciphertext)).then(|| Sealed { key: key.to_owned(), ciphertext: ciphertext.to_owned() })
        });
        if sealed.is_none() {
            self.fault("sealed", "填写的内容没有封存好，请刷新页面再发");
        }
        Content::Sealed(sealed.unwrap_or_else(|| Sealed { key: String::new(), ciphertext: String::new() }))
    }

    fn unknown(&mut self) {
        let object = self.object;
        let known = |name: &str| OPEN_FIELDS.contains(&name) || OTHER_FIELDS.contains(&name);
        for name in object.keys().filter(|name| !known(name)) {
            // A name that nobody knows may hold anything.
            let name: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
            self.fault(&name, "不收这一项");
        }
    }
}

fn is_box(text: &str) -> bool {
    let length = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| bytes.len().checked_sub(SEALED_EXTRA));
    length.is_some_and(|length| length % SEALED_STEP == 0 && (1..=SEALED_STEPS).contains(&(length / SEALED_STEP)))
}
