//! Screening of very many households in memory: by columns, by the calculator, and by functions written by hand.
//!
//! `screen households COUNT FILE` writes random households of which everything is known, with the outcome that columns tell, for
//! the peers; `screen list COUNT OPEN FILE` the same as an office's list, of which OPEN of a hundred answers are missing, and a
//! hundredth as much is rough, a range or no answer at all; `screen workbook FROM TO` puts a list into a workbook. `screen COUNT`
//! measures.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "a measurement that prints")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write as _;
use std::time::Instant;

use columns::{Columns, Screen};
use mingbai_bench::{DAY, fuqing, least_seconds};
use rayon::prelude::*;
use rules::{Calculator, Detail, Facts, Interval, Outcome, Policy, RuleId, Truth, Value};
use rust_decimal::Decimal;

#[path = "../../../columns/tests/common/hand.rs"]
#[allow(unreachable_pub, reason = "shared with the tests of the columns")]
mod hand;

/// How many households one table holds where threads share the work.
const PORTION: usize = 8192;

/// The questions in the order in which `hand` has them.
const QUESTIONS: [&str; 7] = ["家庭人口", "建档立卡情况", "年可支配收入", "2019年人均纯收入", "困难原因", "上年度收入", "年刚性支出"];

/// Nanoseconds a household on one core.
fn one_core(households: usize, work: impl FnMut()) -> f64 {
    least_seconds(work) * 1e9 / households as f64
}

/// Nanoseconds a household by the clock, the best of five runs, where all cores work.
fn all_cores(households: usize, work: impl Fn()) -> f64 {
    let run = |_| {
        let begun = Instant::now();
        work();
        begun.elapsed().as_secs_f64()
    };
    (0..6).map(run).fold(f64::INFINITY, f64::min) * 1e9 / households as f64
}

fn show(what: &str, nanoseconds: f64) {
    println!("{what:<58}{nanoseconds:>10.2} ns{:>14.0} /s", 1e9 / nanoseconds);
}

/// What is known of a household, by question; how much of it, `open` of a hundred answers are missing.
fn answers(household: &hand::Cents, open: u64, dice: &mut hand::Dice) -> [Option<Value>; 7] {
    let money = |cents: i64| Value::Number(Interval::point(Decimal::new(cents, 2).normalize()));
    let causes = u64::from(household.causes);
    let known = [
        Value::Number(Interval::point(Decimal::from(household.people))),
        Value::Choice(if household.registered { 2 } else { 1 }),
        money(household.income),
        money(household.net_2019),
        Value::Choices { certain: causes, possible: causes },
        money(household.last_year),
        money(household.spending),
    ];
    known.map(|value| (dice.roll(100) >= open).then_some(value))
}

fn fill(columns: &mut Columns, ids: &[RuleId; 7], households: &[[Option<Value>; 7]]) {
    for household in households {
        columns.open();
        for (id, answer) in ids.iter().zip(household) {
            if let Some(answer) = answer {
                columns.answer(*id, *answer);
            }
        }
    }
}

/// The household as the calculator takes it.
fn facts(policy: &Policy, household: &[Option<Value>; 7]) -> Facts {
    let text = |value: &Value, options: &[String]| match value {
        Value::Number(interval) => rules::plain(interval.as_point().unwrap()),
        Value::Choice(bits) => format!("\"{}\"", options[usize::try_from(bits.trailing_zeros()).unwrap()]),
        Value::Choices { certain, .. } => {
            let chosen = options.iter().enumerate().filter(|(at, _)| certain >> at & 1 == 1);
            format!("[{}]", chosen.map(|(_, option)| format!("\"{option}\"")).collect::<Vec<_>>().join(","))
        }
        Value::Truth(truth) => (*truth == Truth::True).to_string(),
    };
    let mut json = String::from("{");
    for (name, answer) in QUESTIONS.iter().zip(household) {
        let (_, _, question) = policy.questions().find(|(_, known, _)| known == name).unwrap();
        if let Some(answer) = answer {
            let comma = if json.len() > 1 { "," } else { "" };
            write!(json, "{comma}\"{name}\":{}", text(answer, &question.options)).unwrap();
        }
    }
    json.push('}');
    Facts::from_json(policy, &json).unwrap()
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [what, count, file] if what == "households" => write_households(count.parse().unwrap(), file),
        [what, count, open, file] if what == "list" => write_list(count.parse().unwrap(), open.parse().unwrap(), file),
        [what, from, to] if what == "workbook" => write_workbook(from, to),
        [count] => measure(count.parse().unwrap()),
        _ => println!("screen COUNT | screen households COUNT FILE | screen list COUNT OPEN FILE | screen workbook FROM TO"),
    }
}

fn random(count: usize) -> Vec<hand::Cents> {
    let mut dice = hand::Dice::new(20_200_706);
    (0..count).map(|_| hand::household(&mut dice)).collect()
}

/// The policy, its screen, and the questions' places.
fn ready() -> (Policy, Screen, [RuleId; 7]) {
    let policy = fuqing();
    let screen = Screen::new(&policy, DAY.parse().unwrap());
    let ids = QUESTIONS.map(|name| policy.find(name).unwrap().0);
    (policy, screen, ids)
}

fn write_households(count: usize, file: &str) {
    let (_, screen, ids) = ready();
    let households = random(count);
    let mut dice = hand::Dice::new(1);
    let mut columns = screen.columns();
    let known: Vec<_> = households.iter().map(|household| answers(household, 0, &mut dice)).collect();
    fill(&mut columns, &ids, &known);
    let mut text = String::from("people,registered,income,net_2019,causes,last_year,spending,outcome\n");
    for (household, outcome) in households.iter().zip(screen.outcomes(&columns)) {
        let hand::Cents { people, registered, income, net_2019, causes, last_year, spending } = household;
        let money = [income, net_2019, last_year, spending].map(|cents| Decimal::new(*cents, 2));
        let [income, net_2019, last_year, spending] = money;
        let (registered, outcome) = (u8::from(*registered), outcome.unwrap().word());
        writeln!(text, "{people},{registered},{income},{net_2019},{causes},{last_year},{spending},{outcome}").unwrap();
    }
    std::fs::write(file, text).unwrap();
}

fn write_list(count: usize, open: u64, file: &str) {
    const TOWNS: [&str; 4] = ["海口镇", "龙田镇", "三山镇", "渔溪镇"];
    let policy = fuqing();
    let options = |name: &str| policy.questions().find(|(_, known, _)| *known == name).unwrap().2.options.clone();
    let (kinds, causes) = (options("建档立卡情况"), options("困难原因"));
    let mut dice = hand::Dice::new(open + 7);
    let mut out = std::io::BufWriter::new(std::fs::File::create(file).unwrap());
    writeln!(out, "镇街,户主,证件号,{}", QUESTIONS.join(",")).unwrap();
    for (place, household) in random(count).iter().enumerate() {
        let chosen = causes.iter().enumerate().filter(|(at, _)| household.causes >> at & 1 == 1).map(|(_, option)| option.as_str());
        let chosen = chosen.collect::<Vec<_>>().join("、");
        let mut money = |cents: i64| match dice.roll(100 * 100) {
            roll if roll >= open => Decimal::new(cents, 2).to_string(),
            0 => "看不懂".to_owned(),
            1 => format!("约{}", cents / 100),
            _ => format!("{}-{}", cents / 100, cents / 100 + 1000),
        };
        let money = [household.income, household.net_2019, household.last_year, household.spending].map(&mut money);
        let [income, net_2019, last_year, spending] = money;
        let known = [
            household.people.to_string(),
            kinds[usize::from(household.registered)].clone(),
            income,
            net_2019,
            if chosen.is_empty() { "无".to_owned() } else { chosen },
            last_year,
            spending,
        ];
        let cells = known.map(|cell| if dice.roll(100) >= open { cell } else { String::new() });
        writeln!(out, "{},户{place},35018119000101{:04},{}", TOWNS[place % 4], place % 10_000, cells.join(",")).unwrap();
    }
    out.flush().unwrap();
}

fn write_workbook(from: &str, to: &str) {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, line) in (0..).zip(std::fs::read_to_string(from).unwrap().lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            // Numbers that tell people apart stay texts, as in an office's list.
            match cell.parse::<f64>() {
                Ok(number) if cell.len() < 15 => sheet.write_number(row, column, number).unwrap(),
                _ if cell.is_empty() => sheet,
                _ => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    workbook.save(to).unwrap();
}

fn measure(count: usize) {
    let (policy, screen, ids) = ready();
    let calculator = policy.at(DAY.parse().unwrap());
    let households = random(count);
    println!("{count} households, everything known, outcome only");
    let by_hand = measure_by_hand(&households);
    for open in [0, 20] {
        if open > 0 {
            println!("{count} households, {open} of a hundred answers missing, outcome only");
        }
        let mut dice = hand::Dice::new(open + 1);
        let known: Vec<_> = households.iter().map(|household| answers(household, open, &mut dice)).collect();
        let told = measure_columns(&screen, &ids, &known);
        assert!(open > 0 || told.iter().zip(&by_hand).all(|(told, by_hand)| *told == Some(*by_hand)));
        let few = count.min(50_000);
        let facts: Vec<Facts> = known.iter().take(few).map(|household| facts(&policy, household)).collect();
        assert!(facts.iter().zip(&told).all(|(facts, told)| told.is_none_or(|told| told == calculator.outcome(facts))));
        measure_calculator(&calculator, &facts);
    }
}

/// The functions written by hand; their outcomes.
fn measure_by_hand(households: &[hand::Cents]) -> Vec<Outcome> {
    let count = households.len();
    let exact: Vec<hand::Household> = households.iter().map(hand::Household::from).collect();
    let figures = hand::Figures::new();
    let mut by_hand = vec![Outcome::Verify; count];
    let decimals = one_core(count, || {
        by_hand.iter_mut().zip(black_box(&exact)).for_each(|(outcome, household)| *outcome = figures.outcome(household));
    });
    show("written by hand, rust_decimal, one core", decimals);
    let mut outcomes = by_hand.clone();
    let cents = one_core(count, || {
        outcomes.iter_mut().zip(black_box(households)).for_each(|(outcome, household)| *outcome = hand::outcome_of_cents(household));
    });
    show("written by hand, whole numbers of 分, one core", cents);
    assert!(outcomes == by_hand);
    by_hand
}

/// The columns; their outcomes.
fn measure_columns(screen: &Screen, ids: &[RuleId; 7], known: &[[Option<Value>; 7]]) -> Vec<Option<Outcome>> {
    let count = known.len();
    let mut columns = screen.columns();
    fill(&mut columns, ids, known);
    let mut told = Vec::new();
    show("columns, one core", one_core(count, || screen.write(black_box(&columns), &mut told)));
    let tables: Vec<Columns> = known
        .chunks(PORTION)
        .map(|part| {
            let mut columns = screen.columns();
            fill(&mut columns, ids, part);
            columns
        })
        .collect();
    let together = || tables.par_iter().for_each_init(Vec::new, |told, columns| screen.write(black_box(columns), told));
    show("columns, all cores", all_cores(count, together));
    let (mut columns, mut of_part) = (screen.columns(), Vec::new());
    let from_answers = one_core(count, || {
        for part in known.chunks(PORTION) {
            columns.clear();
            fill(&mut columns, ids, part);
            screen.write(black_box(&columns), &mut of_part);
        }
    });
    show("columns, filled from answers as decimals, one core", from_answers);
    println!("  {} of {count} are left to the calculator", told.iter().filter(|told| told.is_none()).count());
    told
}

fn measure_calculator(calculator: &Calculator<'_>, facts: &[Facts]) {
    let count = facts.len();
    let outcome = |facts: &Facts| {
        black_box(calculator.outcome(black_box(facts)));
    };
    show("calculator, one core", one_core(count, || facts.iter().for_each(outcome)));
    for (detail, words) in [(Detail::Figures, "full results"), (Detail::Derivations, "full results with derivations")] {
        let each = |facts: &Facts| drop(black_box(calculator.assess(facts, detail)));
        show(&format!("calculator, {words}, one core"), one_core(count, || facts.iter().for_each(each)));
        show(&format!("calculator, {words}, all cores"), all_cores(count, || facts.par_iter().for_each(each)));
    }
}
