//! What is odd about places and phone numbers once they stand on screens and in codes: nothing is made wrong by it, and somebody has
//! to know.

use publicity::{is_gb2312, is_phone};
use rules::{Diagnostic, Severity};

use crate::build::{Inputs, canonical, field_place};
use crate::content::{Channel, Place};

use super::fill::closed;

/// The file of places.
const PLACES: &str = "content/places.csv";

/// Bytes behind the host of an address that a code holds: a longer one has more and smaller modules.
const LONGEST: usize = 32;

/// Looks places and numbers over; `named` says whether a message on screens names its place.
pub(super) fn check(inputs: &Inputs, named: bool) -> Vec<Diagnostic> {
    let place = || field_place(&inputs.settings_text, "hotline.phone");
    let all = inputs.places.all();
    let odd = |phone: &str| !phone.is_empty() && !is_phone(&closed(phone));
    let help = "写成 0591-85210000、13800138000 或 12345 这样；屏幕、广播才会把它当电话，不拆开，一个数一个数地念";
    let phone = &inputs.settings.hotline.phone;
    let hotline = odd(phone).then(|| Diagnostic::error("content/site.toml", place(), format!("“{phone}”不像一个电话号码"), help));
    let unset = (phone.is_empty() && !inputs.messages.is_empty()).then(|| {
        let help = "在 [hotline] 的 phone 里填上；没有定下来以前，海报和明白纸上写“待主办单位填写”，屏幕和广播里没有号码";
        Diagnostic::error("content/site.toml", place(), "热线电话还没有填，宣传材料上没有可以打的号码", help)
    });
    let phones = some(all.iter().filter(|place| odd(place.phone())), |place, more| {
        (format!("{}的电话“{}”{more}不像电话号码", place.name(), place.phone()), help.to_owned())
    });
    let long = some(all.iter().filter(|place| behind_host(inputs, place) > LONGEST), |place, more| {
        let message =
            format!("二维码的网址在域名后面最好不超过 {LONGEST} 个字节，{}的有 {} 个{more}", place.name(), behind_host(inputs, place));
        (message, "把 id 那一格换成短一点的；网址越长，二维码越密，越难扫".to_owned())
    });
    let rare = |place: &&Place| place.name().chars().any(|c| !is_gb2312(c));
    let rare = some(all.iter().filter(rare).filter(|_| named), |place, more| {
        let c = place.name().chars().find(|c| !is_gb2312(*c)).unwrap_or_default();
        let message = format!("“{}”{more}的名称里有不在 GB 2312 里的字，例如“{c}”，很多屏幕显示不出来", place.name());
        (message, "那里的屏幕用图片（.bmp、.png、.gif），不用 .txt".to_owned())
    });
    let found = hotline.into_iter().chain(unset).chain(phones).chain(long).chain(rare);
    found.map(|finding| Diagnostic { severity: Severity::Warning, ..finding }).collect()
}

/// One finding for some places: of the first, with how many more there are.
fn some<'a>(places: impl Iterator<Item = &'a Place>, told: impl Fn(&Place, &str) -> (String, String)) -> Option<Diagnostic> {
    let places: Vec<&Place> = places.collect();
    let more = if places.len() > 1 { format!("（这样的一共 {} 个地方）", places.len()) } else { String::new() };
    let (message, help) = told(places.first()?, &more);
    Some(Diagnostic::error(PLACES, 0..0, message, help))
}

/// How long the address of a place's codes is behind its host, slashes among it.
fn behind_host(inputs: &Inputs, place: &Place) -> usize {
    let address = canonical(&inputs.settings.base_url, &place.short(Some(Channel::Board)));
    let path =
        address.split_once("://").map_or(address.as_str(), |(_, rest)| rest.find('/').and_then(|at| rest.get(at..)).unwrap_or_default());
    path.len()
}
