//! Which pages a site has beside those of its files, which template each has, and what that template needs.

use rules::Policy;
use tera::{Context, Value};

use crate::content::{Address, FrontMatter};
use crate::view::{CodeView, Item, Listing, MONTHLY, PAGE_SIZE, PolicyView, ReportView, calendar, figure, places};

use super::inputs::{Inputs, Source};

/// Pages that every site has, with the titles of those without a file.
pub const ALWAYS: [(&str, &str, &str); 11] = [
    ("", "首页", "家里有难处，看看有没有帮扶、该找谁。"),
    ("check", "自查", "一题一题答，看看家里的情况要不要申报、有哪些帮扶。不清楚的可以跳过。"),
    ("explain", "干部测算", "一页填完，边填边算，每个数都能点开看怎么来的。"),
    ("screen-list", "干部筛查", "一张名单拖进来，几秒钟看出该先走访哪些户、为什么、依据哪一条。名单不离开这台电脑。"),
    ("report", "困难一键上报", "家里有难处，在这里报上来，或者打电话、发短信。每天汇总，第二天交办，有人来核实。"),
    ("guide", "怎么申报", "从哪里申报，申报以后会怎样，谁来走访。"),
    ("policy", "政策", "一份一份文件，一条一条讲明白。"),
    ("standards", "帮扶标准", "每一个数：是多少，从哪天起，出自哪份文件哪一条。"),
    ("places", "找谁", "各镇（街）、村（居）的联系方式。"),
    ("publicity", "宣传材料", "屏幕、广播、宣传栏上用的，按镇（街）打好了包，可以下载。"),
    ("about", "关于", "这个网站怎么算，查不到什么，怎样保护隐私。"),
];

/// A page in the lists, before the way to it is known.
#[derive(Clone, Debug, Hash)]
pub struct Entry {
    address: String,
    title: String,
    description: String,
}

impl Entry {
    /// The last part of its address: the id of a policy.
    #[must_use]
    pub fn id(&self) -> &str {
        self.address.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
    }
}

/// The pages of a folder such as `policy`, in order, without the folder's own page.
#[must_use]
pub fn entries(sources: &[Source], folder: &str) -> Vec<Entry> {
    let prefix = format!("/{folder}/");
    let mut found: Vec<(i64, &Source)> = sources
        .iter()
        .filter(|source| source.address.as_str().starts_with(&prefix) && source.address.as_str() != prefix)
        .map(|source| (source.matter.order, source))
        .collect();
    found.sort_by(|(a, left), (b, right)| a.cmp(b).then_with(|| left.address.cmp(&right.address)));
    let entry = |source: &Source| Entry {
        address: source.address.as_str().to_owned(),
        title: source.matter.title.clone(),
        description: source.matter.description.clone(),
    };
    found.into_iter().map(|(_, source)| entry(source)).collect()
}

/// One page of a list, for a page with the way `root` to the site's root.
#[must_use]
pub fn listing(entries: &[Entry], folder: &str, number: usize, root: &str) -> Listing {
    let count = entries.len().div_ceil(PAGE_SIZE).max(1);
    let way = |number: usize| match number {
        1 => Address::new(folder).from_root(root),
        other => Address::new(&format!("{folder}/page/{other}")).from_root(root),
    };
    Listing {
        items: entries
            .iter()
            .skip((number - 1) * PAGE_SIZE)
            .take(PAGE_SIZE)
            .map(|entry| Item {
                title: entry.title.clone(),
                description: entry.description.clone(),
                url: Address::new(&entry.address).from_root(root),
            })
            .collect(),
        number,
        count,
        previous: if number > 1 { way(number - 1) } else { String::new() },
        next: if number < count { way(number + 1) } else { String::new() },
    }
}

/// The template of a page.
#[must_use]
pub fn template(address: &Address, matter: &FrontMatter) -> &'static str {
    match address.as_str() {
        "/" => "index.html",
        "/about/" => "about.html",
        "/check/" => "check.html",
        "/explain/" => "explain.html",
        "/screen-list/" => "screen-list.html",
        "/report/" => "report.html",
        "/standards/" => "standards.html",
        "/places/" => "places.html",
        "/publicity/" => "publicity.html",
        "/guide/" => "guides.html",
        "/policy/" => "policies.html",
        _ if matter.policy => "policy.html",
        other if other.starts_with("/guide/") => "guide.html",
        _ => "page.html",
    }
}

/// What a template needs beside its page.
#[must_use]
pub fn context(template: &str, matter: &FrontMatter, inputs: &Inputs, in_force: Option<&Policy>, root: &str) -> Context {
    let mut context = Context::new();
    const WITH_POLICY: [&str; 8] =
        ["index.html", "about.html", "check.html", "explain.html", "screen-list.html", "report.html", "standards.html", "components.html"];
    if let Some(policy) = in_force.filter(|_| WITH_POLICY.contains(&template)) {
        context.insert("policy", &PolicyView::new(policy, inputs.on, &inputs.settings, root));
    }
    if let Some(policy) = in_force.filter(|_| matches!(template, "report.html" | "components.html")) {
        let report = ReportView::new(policy, inputs.on, &inputs.settings, &inputs.places, &inputs.calendar, root);
        context.insert("report", &report);
    }
    if template == "components.html" {
        context.insert("example_code", &CodeView::new("https://www.example.gov.cn/p/haikou/"));
    }
    if matches!(template, "places.html" | "components.html") {
        context.insert("list", &places(&inputs.places, root));
    }
    if matter.calendar {
        let monthly = in_force.and_then(|policy| figure(policy, MONTHLY, inputs.on)).and_then(|day| day.parse().ok());
        context.insert("calendar", &calendar(&inputs.calendar, monthly));
    }
    context
}

/// What the page of a policy needs: who issued it, and what it extends.
#[must_use]
pub fn policy_context(policy: &Policy, root: &str) -> Context {
    let document = policy.own_document();
    let mut map = tera::Map::new();
    let mut set = |name: &'static str, value: Option<String>| map.insert(name.into(), Value::from(value.unwrap_or_default()));
    set("number", document.and_then(|document| document.number.clone()));
    set("issuer", document.and_then(|document| document.issuer.clone()));
    set("issued", document.and_then(|document| document.issued.map(rules::Date::chinese)));
    set("area", document.and_then(|document| document.area.clone()));
    set("revision", Some(policy.revision.clone()));
    let parent = policy.documents.len().checked_sub(2).and_then(|at| policy.documents.get(at));
    set("extends_title", parent.map(|parent| parent.title.clone()));
    set("extends_url", parent.map(|parent| Address::new(&format!("policy/{}", parent.id)).from_root(root)));
    let mut context = Context::new();
    context.insert_value("policy", map.into());
    context
}
