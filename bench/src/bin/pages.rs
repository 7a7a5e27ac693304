//! Writes a site of many pages: `pages KIND COUNT FOLDER`.
//!
//! The folder becomes a root for `mingbai build`: the shipped content, and COUNT documents of about 3.4 KB below
//! `content/KIND/`. Each has clauses, a list, a table, emphasis as Chinese officials write it, and links to the next
//! document and to the first of its ten. Of the kind `policy` they have rules, too: every tenth is a city's, with an
//! outcome of its own; the nine after it are counties' that extend it and put their own standard in its place; figures of
//! the rules stand in the text. Of the kind `guide` they are pages without rules, as any generator makes them. Of the kind
//! `places` there are no documents, but COUNT villages in towns of ten and counties of two hundred, with numbers to call and the
//! site's address, so that each has its QR code. But where COUNT is 0, which is the shipped site, there are no packs of what hangs in
//! villages: no other generator makes them, and a province has them made apart.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot run should stop at once")]

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// Bytes of a document.
const SIZE: usize = 3400;

/// A city's document and those of its counties.
const FAMILY: usize = 10;

/// Villages of a town, and towns of a county.
const VILLAGES: usize = 10;
const TOWNS: usize = 20;

/// What the documents are filled with.
const SENTENCES: [&str; 12] = [
    "各镇（街）要在每个月下旬组织村干部上门走访，看看谁家可能有困难，找到的家庭写进**初步名单**。",
    "上了名单，还要核实和确认，不等于已经定了。",
    "家里有难处，自己就可以申报，也可以请村（居）委会代为申报。",
    "**加强领导。**各地要把这件事放在心上，明确专人负责，一户一户跟进。",
    "按照**《社会救助暂行办法》**规定，**“放管服”**改革以后，材料能少交的就少交。",
    "收到的情况每天汇总一次，需要上门核实的，从交办以后算起，在规定的*工作日*内核实完。",
    "文件没有写的，以镇（街）核实的为准；拿不准的，先问一声村（居）委会。",
    "遇到大病、受灾、上学、没有房子住等情况，支出一下子变大的，要尽快说。",
    "核实以后，认为符合条件的，报给领导小组**确认**，结果要告诉申报的人。",
    "帮扶要对着困难来：缺劳力的给岗位，看病花钱多的给救助，上学有困难的给资助。",
    "确认以后的家庭，每季度看一次，情况好了就退出来，情况变了就接着帮。",
    "个人的情况要保密，只给经办的人看，不贴到墙上，也不发到群里。",
];

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [kind, count, folder] = arguments.as_slice() else {
        println!("usage: pages policy|guide|places COUNT FOLDER");
        return;
    };
    let (count, root) = (count.parse().unwrap(), PathBuf::from(folder));
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../content"), &root.join("content"));
    if count > 0 {
        set(&root.join("content"), "packs = \"镇街\"", "packs = \"不带\"");
    }
    if kind == "places" {
        places(count, &root.join("content"));
        return;
    }
    for number in 0..count {
        fs::write(root.join(format!("content/{kind}/{}.md", id(number))), document(number, count, kind == "policy")).unwrap();
    }
}

/// Villages, and above them as many towns and counties as a province has for them.
fn places(count: usize, content: &Path) {
    let mut text = "id,name,level,parent,phone,address,contact\n".to_owned();
    for village in 0..count {
        let (town, county) = (village / VILLAGES, village / (VILLAGES * TOWNS));
        if village.is_multiple_of(VILLAGES * TOWNS) {
            writeln!(text, "c{county},第 {county} 县,county,,0591-1000{county:04},县府路 1 号,值班室").unwrap();
        }
        if village.is_multiple_of(VILLAGES) {
            writeln!(text, "t{town},第 {town} 镇,town,c{county},0591-2000{town:04},镇府路 1 号,值班室").unwrap();
        }
        writeln!(text, "v{village},第 {village} 村,village,t{town},0591-3{village:07},村口,村委会").unwrap();
    }
    fs::write(content.join("places.csv"), text).unwrap();
    set(content, "base_url = \"\"", "base_url = \"https://www.example.gov.cn/\"");
}

/// Puts something else into `site.toml`.
fn set(content: &Path, before: &str, after: &str) {
    let file = content.join("site.toml");
    let settings = fs::read_to_string(&file).unwrap();
    assert!(settings.contains(before), "{before}");
    fs::write(file, settings.replace(before, after)).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let copied = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &copied);
        } else {
            fs::copy(entry.path(), copied).unwrap();
        }
    }
}

/// A document's id, the name of its file.
fn id(number: usize) -> String {
    format!("document-{number:05}")
}

fn document(number: usize, count: usize, policy: bool) -> String {
    let city = number - number % FAMILY;
    let mut text = head(number, city, policy);
    let next = id((number + 1) % count);
    clause(&mut text, "first", "看哪些家庭", number);
    if policy {
        text.push_str("这里的标准是每人每年 {{保障标准|数}} 元，两个人的家庭是 {{保障标准 × 2人}}。");
    }
    writeln!(text, "上级的文件见[第一条]({}.md#first)，接着看[下一份文件]({next}.md#second)。\n", id(city)).unwrap();
    if policy {
        rules(&mut text, number, number == city);
    }
    clause(&mut text, "second", "怎样申报，怎样核实", number);
    text.push_str("| 事项 | 谁来办 | 几天 |\n| --- | --- | ---: |\n");
    for row in 0..4 {
        writeln!(text, "| 第 {} 步：走访和核实 | 镇（街）和村（居）委会 | {} |", row + 1, row + number % 7 + 1).unwrap();
    }
    text.push_str("\n- 打**服务热线**；\n- 告诉村（居）委会；\n- 用[自查](/check/)先看一看。\n\n");
    clause(&mut text, "third", "有哪些帮扶", number);
    let mut sentence = number;
    while text.len() < SIZE {
        text.push_str(SENTENCES.get(sentence % SENTENCES.len()).unwrap());
        text.push_str(if sentence.is_multiple_of(3) { "\n\n" } else { "\n" });
        // A step prime to the number of sentences visits all of them.
        sentence += 5;
    }
    text
}

fn head(number: usize, city: usize, policy: bool) -> String {
    let mut text = String::with_capacity(SIZE + 256);
    let day = number % 28 + 1;
    writeln!(text, "+++\ntitle = \"第 {number} 号文件：谁能申报、有哪些帮扶\"").unwrap();
    writeln!(text, "description = \"用大白话逐条说明第 {number} 号文件：看哪些家庭，怎样申报，有哪些帮扶。\"").unwrap();
    writeln!(text, "updated = 2026-10-{day:02}").unwrap();
    if !policy {
        text.push_str("+++\n\n");
        return text;
    }
    writeln!(text, "\n[policy]\nid = \"{}\"\nnumber = \"测办〔2020〕{number}号\"", id(number)).unwrap();
    writeln!(text, "issuer = \"某某领导小组办公室\"\nissued = 2020-07-{day:02}\narea = \"某地 {number}\"").unwrap();
    if number != city {
        writeln!(text, "extends = \"{}\"", id(city)).unwrap();
    }
    text.push_str("+++\n\n");
    text
}

fn clause(text: &mut String, anchor: &str, title: &str, number: usize) {
    writeln!(text, "## {title} {{#{anchor}}}\n").unwrap();
    writeln!(text, "{}\n", SENTENCES.get((number + text.len()) % SENTENCES.len()).unwrap()).unwrap();
}

/// The rules: a standard, and in a city's document what it is asked for.
fn rules(text: &mut String, number: usize, city: bool) {
    let value = 8000 + number % 500;
    writeln!(text, "```toml parameter\nname = \"保障标准\"\nunit = \"元/人\"").unwrap();
    writeln!(text, "values = [{{ from = 2020-01-01, value = {value}, source = \"第 {number} 号文件第一条\" }}]\n```\n").unwrap();
    if city {
        text.push_str("```toml question\nname = \"家庭人口\"\nask = \"你家一共几口人？\"\nkind = \"count\"\nunit = \"人\"\n");
        text.push_str("min = 1\nmax = 30\n```\n\n```toml question\nname = \"年收入\"\nask = \"全家一年的收入一共多少？\"\n");
        text.push_str("kind = \"money\"\nunit = \"元\"\nmin = 0\n```\n\n");
        text.push_str("```toml outcome\nname = \"可以申报\"\nwhen = \"年收入 < 保障标准 × 家庭人口\"\n```\n\n");
    }
}
