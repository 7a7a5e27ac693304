//! `site.toml`: the name of the site, the policy in force, the hotline and what a government site shows at its foot.

use publicity::Screen;
use rules::{Date, Diagnostic};
use serde::Serialize;

use super::fields::{self, Fields};
use super::place::{Level, Place};
use super::screens::{screen, word};

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
    /// The screens that hang in the villages.
    #[serde(skip)]
    pub screens: Vec<Screen>,
    /// For which places the site carries what hangs there.
    #[serde(skip)]
    pub packs: Packs,
}

/// For which places the site carries posters, leaflets and slides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Packs {
    /// For counties and towns.
    #[default]
    Towns,
    /// For villages as well.
    Villages,
    /// For none: the office makes them with `mingbai publicity`.
    None,
}

impl Packs {
    /// As the file writes them.
    const WRITTEN: [(&'static str, Self); 3] = [("镇街", Self::Towns), ("村居", Self::Villages), ("不带", Self::None)];
}

/// Whom to call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Hotline {
    /// What it is called.
    pub name: String,
    /// Its number.
    pub phone: String,
    /// The number that takes text messages: of its own, or `phone` where that is a mobile one.
    pub sms: String,
    /// When somebody answers.
    pub hours: String,
}

/// Where reports go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Intake {
    /// The address of the intake, without a slash at its end: whole, or a path on the site's own host.
    pub url: String,
    /// The public key to which personal fields are sealed; empty where they are not.
    pub seal: String,
    /// The version of the notice before collection: the day of its last change. Templates get it as text.
    #[serde(serialize_with = "as_text")]
    pub notice: Option<Date>,
    /// The causes that tell of somebody's health: they need a consent of their own.
    pub health: Vec<String>,
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
        settings.hotline = fields.table("hotline", hotline).unwrap_or_default();
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
        settings.screens = fields.tables("screen", screen).into_iter().flatten().collect();
        settings.packs = fields.table("publicity", |f| word(f, "packs", &Packs::WRITTEN)).flatten().unwrap_or_default();
        fields.finish();
        settings
    }

    /// Whether the intake has another host than the site, and nobody said where the site is: then it sends back what a browser sends.
    #[must_use]
    pub fn lacks_address(&self) -> bool {
        self.intake.url.contains("://") && self.base_url.is_empty()
    }

    /// Whether the site carries what hangs in a place.
    #[must_use]
    pub fn has_pack(&self, place: &Place) -> bool {
        match self.packs {
            Packs::Towns => place.level != Level::Village,
            Packs::Villages => true,
            Packs::None => false,
        }
    }

    /// The fields that nobody has filled in yet, by their names in the file.
    #[must_use]
    pub fn unset(&self) -> Vec<&'static str> {
        let opened = !self.intake.url.is_empty();
        let days = self.intake.keep_days.map(|days| days.to_string()).unwrap_or_default();
        let handler = format!("{}{}", self.intake.handler, self.footer.organiser);
        // What the notice before collection names is asked for once reports are collected.
        let told = [("intake.keep_days", &days), ("intake.handler", &handler)];
        let fields = [
            ("hotline.phone", &self.hotline.phone),
            ("hotline.sms", &self.hotline.sms),
            ("intake.contact", &self.intake.contact),
            ("footer.organiser", &self.footer.organiser),
            ("footer.operator", &self.footer.operator),
            ("footer.icp", &self.footer.icp),
            ("footer.police", &self.footer.police),
            ("footer.site_code", &self.footer.site_code),
            ("footer.address", &self.footer.address),
            ("footer.contact", &self.footer.contact),
        ];
        told.into_iter().filter(|_| opened).chain(fields).filter(|(_, value)| value.is_empty()).map(|(name, _)| name).collect()
    }
}

/// Whether a text is an address that may stand in a header: a scheme of the web, a host, no blanks or quotes.
#[must_use]
pub fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/')) && is_plain(text)
}

fn is_plain(text: &str) -> bool {
    text.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"\"'<>;,\\".contains(c))
}

fn hotline(fields: &mut Fields<'_, '_>) -> Hotline {
    let phone = fields.text("phone");
    let sms = match fields.spanned_text("sms") {
        Some((text, span)) if !text.chars().all(|c| c.is_ascii_digit() || " -+".contains(c)) => {
            fields.fault(span, "收短信的号码不对", "只写数字，中间可以有空格或短横线；没有就留空");
            String::new()
        }
        Some((text, _)) if !text.is_empty() => text,
        _ if is_mobile(&phone) => phone.clone(),
        _ => String::new(),
    };
    Hotline { name: fields.text("name"), phone, sms, hours: fields.text("hours") }
}

/// Whether a number of the mainland can get text messages: 11 digits, the first of which is 1.
fn is_mobile(phone: &str) -> bool {
    let digits: String = phone.chars().filter(|c| !" -".contains(*c)).collect();
    digits.len() == 11 && digits.starts_with('1') && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn intake(fields: &mut Fields<'_, '_>) -> Intake {
    let url = intake_url(fields);
    let notice = fields.date("notice").map(|(date, _)| date);
    if !url.is_empty() && notice.is_none() {
        let span = fields.ignore("url").unwrap_or_default();
        fields.fault(span, "开通了网上上报，可是没有写告知是哪一天定下的", "加一行，例如 notice = 2026-11-23，不加引号");
    }
    Intake {
        url,
        seal: seal_key(fields),
        notice,
        health: fields.texts("health").into_iter().map(|(text, _)| text).collect(),
        keep_days: keep_days(fields),
        handler: fields.text("handler"),
        contact: fields.text("contact"),
    }
}

/// A key that were not one would keep every report from being sent.
fn seal_key(fields: &mut Fields<'_, '_>) -> String {
    let Some((text, span)) = fields.spanned_text("seal") else { return String::new() };
    if !text.is_empty() && text.parse::<seal::Public>().is_err() {
        let help = "照抄 mingbai intake key 给出的那一行，x25519: 后面有 43 个字符；不封存就留空";
        fields.fault(span, "封存用的公钥不对", help);
        return String::new();
    }
    text
}

/// Personal data goes there, so without encryption it must not leave the machine.
fn intake_url(fields: &mut Fields<'_, '_>) -> String {
    let Some((text, span)) = fields.spanned_text("url") else { return String::new() };
    let path = text.len() > 1 && text.starts_with('/') && !text.starts_with("//") && is_plain(&text);
    let loopback = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let inside = loopback.iter().any(|host| text.strip_prefix(host).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/'])));
    if !(text.is_empty() || path || (is_web_address(&text) && (inside || text.starts_with("https://")))) {
        let help = "写成 https:// 开头的完整网址；和网站在同一台服务器上，也可以写成 / 开头的路径；没有就留空";
        fields.fault(span, "接收上报的网址不对", help);
        return String::new();
    }
    text.trim_end_matches('/').to_owned()
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

    #[test]
    fn text_messages_go_to_a_number_that_takes_them() {
        let read = |text: &str| {
            let mut findings = Vec::new();
            let settings = Settings::read(&format!("title = \"甲\"\n[hotline]\n{text}"), &mut findings);
            (settings.hotline.sms, findings.len())
        };
        for (text, number, faults) in [
            ("phone = \"0591-85210000\"", "", 0),
            ("phone = \"12345\"", "", 0),
            ("phone = \"138 0013 8000\"", "138 0013 8000", 0),
            ("phone = \"0591-85210000\"\nsms = \"\"", "", 0),
            ("phone = \"0591-85210000\"\nsms = \"106 900 12345\"", "106 900 12345", 0),
            ("phone = \"13800138000\"\nsms = \"13900139000\"", "13900139000", 0),
            ("sms = \"13900139000?body=x\"", "", 1),
        ] {
            assert_eq!(read(text), (number.to_owned(), faults), "{text}");
        }
    }

    /// The intake's address that is read, and how many faults are told.
    fn intake_of(url: &str) -> (String, usize) {
        let mut findings = Vec::new();
        let text = format!("title = \"甲\"\n[intake]\nnotice = 2026-11-23\nurl = \"{url}\"\n");
        (Settings::read(&text, &mut findings).intake.url, findings.len())
    }

    #[test]
    fn a_key_to_seal_with_is_one_or_told() {
        let good = seal::Private::new(&[7; 32]).public().to_string();
        for (key, told) in [("", false), (good.as_str(), false), ("x25519:AAAA", true), (good.trim_start_matches("x25519:"), true)] {
            let mut findings = Vec::new();
            let text = format!("title = \"甲\"\n[intake]\nseal = \"{key}\"\n");
            let read = Settings::read(&text, &mut findings).intake.seal;
            assert_eq!((read.as_str(), findings.len()), (if told { "" } else { key }, usize::from(told)), "{key}");
            assert!(findings.iter().all(|finding| text.get(finding.start..finding.end) == Some(&format!("\"{key}\""))), "{findings:?}");
        }
    }

    #[test]
    fn an_intake_is_reached_by_an_address_or_a_path_and_never_in_the_open() {
        for (url, read) in [
            ("", ""),
            ("https://a.example/b/", "https://a.example/b"),
            ("/intake", "/intake"),
            ("http://127.0.0.1:8321", "http://127.0.0.1:8321"),
            ("http://localhost/a", "http://localhost/a"),
        ] {
            assert_eq!(intake_of(url), (read.to_owned(), 0), "{url}");
        }
        for url in ["http://a.example", "http://localhost.a.example", "//a.example", "/", "intake", "/a b", "ftp://a.example"] {
            assert_eq!(intake_of(url), (String::new(), 1), "{url}");
        }
        let mut findings = Vec::new();
        let _ = Settings::read("title = \"甲\"\n[intake]\nurl = \"https://a.example\"\n", &mut findings);
        assert_eq!(findings.len(), 1, "{findings:?}");
    }
}
