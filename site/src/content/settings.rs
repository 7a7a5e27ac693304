//! `site.toml`: the name of the site, the policy in force, the hotline and what a government site shows at its foot.

use rules::{Date, Diagnostic};
use serde::Serialize;

use super::fields::{self, Fields};

/// The file.
pub const FILE: &str = "content/site.toml";

/// What holds for every page. An empty text is unset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// The site's name.
    pub title: String,
    /// What stands under its icon on a phone; the name where it is left out.
    pub short_title: String,
    /// The county.
    pub county: String,
    /// The city that it belongs to.
    pub city: String,
    /// The id of the policy in force.
    pub policy: String,
    /// The parameter that the table by head count shows.
    pub standard: String,
    /// The day for which the figures on the pages hold; today where it is left out. Templates get it in words, `on_text`.
    #[serde(skip)]
    pub on: Option<Date>,
    /// The address of the site, with a slash at its end.
    pub base_url: String,
    /// Whether raw HTML in Markdown passes.
    pub raw_html: bool,
    /// Whom to call.
    pub hotline: Hotline,
    /// Where reports go.
    pub intake: Intake,
    /// The foot of every page.
    pub footer: Footer,
}

/// Whom to call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Hotline {
    /// What it is called.
    pub name: String,
    /// Its number.
    pub phone: String,
    /// When somebody answers.
    pub hours: String,
}

/// Where reports go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Intake {
    /// The address of the intake.
    pub url: String,
    /// The public key to which personal fields are sealed; empty where they are not.
    pub seal: String,
    /// The version of the notice before collection: the day of its last change. Templates get it as text.
    #[serde(serialize_with = "as_text")]
    pub notice: Option<Date>,
    /// After how many days personal fields are erased.
    pub keep_days: Option<u32>,
    /// Who handles what is reported; the organiser where it is left out.
    pub handler: String,
    /// Whom to ask about it, and who deletes it.
    pub contact: String,
}

/// The foot of a government site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Footer {
    /// 主办单位
    pub organiser: String,
    /// 承办单位
    pub operator: String,
    /// ICP 备案号
    pub icp: String,
    /// 公安备案号
    pub police: String,
    /// 政府网站标识码
    pub site_code: String,
    /// 地址
    pub address: String,
    /// 联系电话
    pub contact: String,
}

impl Settings {
    /// Reads the file's text; what is wrong goes to `findings`.
    #[must_use]
    pub fn read(text: &str, findings: &mut Vec<Diagnostic>) -> Self {
        let Some(table) = fields::parse(text, FILE, 0, findings) else { return Self::default() };
        let mut fields = Fields::new(table.get_ref(), FILE, 0, findings);
        let mut settings = Self {
            title: fields.text("title"),
            short_title: fields.text("short_title"),
            county: fields.text("county"),
            city: fields.text("city"),
            policy: fields.text("policy"),
            standard: fields.text("standard"),
            on: fields.date("on").map(|(date, _)| date),
            base_url: url(&mut fields, "base_url"),
            raw_html: fields.flag("raw_html"),
            ..Self::default()
        };
        if settings.title.trim().is_empty() {
            fields.fault(0..1, "site.toml 里没有网站名称", "加一行 title = \"网站名称\"");
        }
        if !settings.base_url.is_empty() && !settings.base_url.ends_with('/') {
            settings.base_url.push('/');
        }
        settings.hotline = fields
            .table("hotline", |f| Hotline { name: f.text("name"), phone: f.text("phone"), hours: f.text("hours") })
            .unwrap_or_default();
        settings.intake = fields.table("intake", intake).unwrap_or_default();
        settings.footer = fields
            .table("footer", |f| Footer {
                organiser: f.text("organiser"),
                operator: f.text("operator"),
                icp: f.text("icp"),
                police: f.text("police"),
                site_code: f.text("site_code"),
                address: f.text("address"),
                contact: f.text("contact"),
            })
            .unwrap_or_default();
        fields.finish();
        settings
    }

    /// The fields that nobody has filled in yet, by their names in the file.
    #[must_use]
    pub fn unset(&self) -> Vec<&'static str> {
        let fields = [
            ("hotline.phone", &self.hotline.phone),
            ("intake.contact", &self.intake.contact),
            ("footer.organiser", &self.footer.organiser),
            ("footer.operator", &self.footer.operator),
            ("footer.icp", &self.footer.icp),
            ("footer.police", &self.footer.police),
            ("footer.site_code", &self.footer.site_code),
            ("footer.address", &self.footer.address),
            ("footer.contact", &self.footer.contact),
        ];
        fields.into_iter().filter(|(_, value)| value.is_empty()).map(|(name, _)| name).collect()
    }
}

/// Whether a text is an address that may stand in a header: a scheme of the web, a host, no blanks or quotes.
#[must_use]
pub fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && text.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"\"'<>;,\\".contains(c))
}

fn intake(fields: &mut Fields<'_, '_>) -> Intake {
    Intake {
        url: url(fields, "url"),
        seal: fields.text("seal"),
        notice: fields.date("notice").map(|(date, _)| date),
        keep_days: keep_days(fields),
        handler: fields.text("handler"),
        contact: fields.text("contact"),
    }
}

fn keep_days(fields: &mut Fields<'_, '_>) -> Option<u32> {
    let days = fields.integer("keep_days")?;
    let days = u32::try_from(days).ok().filter(|days| *days > 0);
    if days.is_none() {
        let span = fields.ignore("keep_days").unwrap_or_default();
        fields.fault(span, "keep_days 不是保存的天数", "写比 0 大的整数；还没有定，就在这一行前面加 #");
    }
    days
}

fn as_text<S: serde::Serializer>(date: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&date.map(|date| date.to_string()).unwrap_or_default())
}

fn url(fields: &mut Fields<'_, '_>, name: &'static str) -> String {
    let Some((text, span)) = fields.spanned_text(name) else { return String::new() };
    if !text.is_empty() && !is_web_address(&text) {
        fields.fault(span, format!("{name} 不是网址"), "写成 https:// 开头的完整网址，没有就留空");
        return String::new();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_reports() {
        let mut findings = Vec::new();
        let text = "title = \"甲\"\n[intake]\nnotice = 2026-11-23\nkeep_days = 730\ncontact = \"乙\"\n";
        let intake = Settings::read(text, &mut findings).intake;
        assert_eq!(findings, []);
        assert_eq!((intake.notice, intake.keep_days, intake.contact.as_str()), (Date::new(2026, 11, 23), Some(730), "乙"));
        let text = "title = \"甲\"\n[intake]\nkeep_days = -5\n";
        assert_eq!(Settings::read(text, &mut findings).intake.keep_days, None);
        assert_eq!(findings.iter().map(|finding| text.get(finding.start..finding.end)).collect::<Vec<_>>(), [Some("-5")]);
    }
}
