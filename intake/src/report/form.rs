//! An ordinary form, sent without script: the same fields, as pairs of texts.

use serde_json::{Map, Value};

/// The fields of a form as they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Reads the body of a form.
    #[must_use]
    pub fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// The first value of a field; empty where there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// All values of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

/// What the form says as the JSON that a page would have sent. Fields that are left empty are absent, as a form cannot leave
/// them out; of those that stand for other things than the report, `key` and `website`, nothing is said.
#[must_use]
pub fn value_of(form: &Form) -> Value {
    let mut object = Map::new();
    for (name, value) in &form.0 {
        // A form ends its lines with two characters.
        let value = value.replace("\r\n", "\n");
        if value.trim().is_empty() || matches!(name.as_str(), "key" | "website") {
            continue;
        }
        match name.as_str() {
            "causes" => match object.entry("causes").or_insert_with(|| Value::Array(Vec::new())) {
                Value::Array(causes) => causes.push(value.into()),
                _ => continue,
            },
            "for_other" if value == "true" => {
                object.insert("for_other".into(), true.into());
            }
            _ => {
                // The first one counts, as it is the one that comes back where the form is refused.
                object.entry(name).or_insert_with(|| value.into());
            }
        }
    }
    Value::Object(object)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_form_says_what_a_page_would_say() {
        let body = "name=%E7%94%B2&phone=138+0013+8000&place=haikou&causes=%E5%9B%A0%E7%81%BE&causes=%E5%9B%A0%E5%AD%A6&for_other=true&relation=+&note=a%0D%0Ab&note=c&key=k&website=";
        let expected = json!({"name": "甲", "phone": "138 0013 8000", "place": "haikou", "causes": ["因灾", "因学"], "for_other": true, "note": "a\nb"});
        assert_eq!(value_of(&Form::read(body.as_bytes())), expected);
    }
}
