//! A text of any length: read twice, the first time to know how wide it is and that all of it can be read. While a block of rows
//! is answered on all cores, the next one is read, so no more than two are held.

use std::fs::File;
use std::io::{BufWriter, Write};

use rayon::prelude::*;
use rules::{Calculator, Outcome};
use screening::export::Lines;
use screening::{Csv, Judge, Refusal, Row, RowText, Table, WrongCell};

use super::progress::Progress;
use super::tally::Tally;
use super::{Arguments, SAMPLE, Written, plan, screen_table, unwritable, write};
use crate::draft::Draft;

/// So many rows are held at a time, and so many of them are answered by one core at a time: as many as a block of columns has.
const BLOCK: usize = 8192;
const PIECE: usize = 256;

pub(super) fn screen(arguments: &Arguments, calculator: &Calculator<'_>, mut csv: Csv<File>) -> Result<(), Refusal> {
    let (mut sample, mut row) = (Vec::new(), Row::default());
    let (mut rows, mut width) = (0_usize, 0);
    let mut progress = Progress::new("正在查看", "行");
    while csv.next_row(&mut row)? {
        let text = row.text();
        if sample.len() < SAMPLE && !text.is_blank() {
            sample.push(row.clone());
        }
        (rows, width) = (rows + 1, width.max(text.width()));
        progress.tell(rows);
    }
    progress.end();
    let sample: Vec<RowText<'_>> = sample.iter().map(Row::text).collect();
    let plan = plan(arguments, calculator, &sample)?;
    let mut csv = csv.again()?;
    if plan.household().is_some() {
        let mut table = Table::default();
        while csv.next_row(&mut row)? {
            table.push(row.text());
        }
        return screen_table(arguments, Written::Csv, Judge::new(calculator.clone(), plan, ""), table);
    }
    let begin = plan.headings().row;
    let judge = Judge::new(calculator.clone(), plan.over(width), "");
    let mut tally = Tally::default();
    let wrong = arguments.wrong.as_deref().map(Draft::new).transpose().map_err(|error| unwritable(&error))?;
    let (wrong_draft, wrong_file) = wrong.unzip();
    let mut corrections = wrong_file.map(|file| Lines::begin_correction(file, &judge)).transpose()?;
    write(&arguments.out, |file| {
        let mut file = if arguments.outcomes { Lines::begin_outcomes(file, &judge)? } else { Lines::begin(file, &judge)? }.finish()?;
        let mut progress = Progress::new("已经测算", "户").of(rows);
        let mut next = block(&mut csv, begin)?;
        while !next.is_empty() {
            let (answered, following) = rayon::join(|| answer(&judge, &next, arguments.outcomes), || block(&mut csv, begin));
            for piece in answered {
                piece?.write(&mut file, &mut tally, &mut corrections)?;
            }
            progress.tell(tally.households());
            next = following?;
        }
        progress.end();
        if tally.households() == 0 {
            return Err(Refusal(format!("第 {begin} 行列名下面没有一户")));
        }
        Ok(file)
    })?;
    if let (Some(draft), Some(lines)) = (wrong_draft, corrections) {
        draft.commit(lines.finish()?).map_err(|error| unwritable(&error))?;
    }
    tally.print(arguments);
    Ok(())
}

/// The next rows below the headings; none at the end.
fn block(csv: &mut Csv<File>, begin: u32) -> Result<Vec<Row>, Refusal> {
    let mut rows = Vec::with_capacity(BLOCK);
    let mut row = Row::default();
    while rows.len() < BLOCK && csv.next_row(&mut row)? {
        if row.text().number > begin && !row.text().is_blank() {
            rows.push(std::mem::take(&mut row));
        }
    }
    Ok(rows)
}

/// What was found in some rows, in their order.
struct Piece<'r> {
    lines: Vec<u8>,
    outcomes: Vec<Outcome>,
    wrong: Vec<(&'r Row, Vec<WrongCell>)>,
}

fn answer<'r>(judge: &Judge<'_>, rows: &'r [Row], outcomes: bool) -> Vec<Result<Piece<'r>, Refusal>> {
    rows.par_chunks(PIECE).map(|rows| answer_piece(judge, rows, outcomes)).collect()
}

fn answer_piece<'r>(judge: &Judge<'_>, rows: &'r [Row], alone: bool) -> Result<Piece<'r>, Refusal> {
    let mut households: Vec<_> = rows.iter().map(|row| judge.read(&[row.text()])).collect();
    let mut lines = Lines::part(Vec::new(), judge);
    let mut outcomes = Vec::new();
    if alone {
        outcomes = judge.outcomes(&households);
        rows.iter().zip(&outcomes).try_for_each(|(row, outcome)| lines.outcome(&[row.text()], *outcome))?;
    } else {
        for (row, household) in rows.iter().zip(&households) {
            let finding = judge.finding(household);
            lines.household(&[row.text()], &finding)?;
            outcomes.push(finding.outcome);
        }
    }
    let wrong = rows.iter().zip(households.iter_mut()).map(|(row, household)| (row, std::mem::take(&mut household.wrong)));
    let wrong = wrong.filter(|(_, wrong)| !wrong.is_empty()).collect();
    Ok(Piece { lines: lines.finish()?, outcomes, wrong })
}

impl Piece<'_> {
    fn write(self, file: &mut BufWriter<File>, tally: &mut Tally, corrections: &mut Option<Lines<BufWriter<File>>>) -> Result<(), Refusal> {
        file.write_all(&self.lines)?;
        self.outcomes.into_iter().for_each(|outcome| tally.count(outcome));
        for (row, wrong) in &self.wrong {
            wrong.iter().for_each(|cell| tally.wrong(cell));
            if let Some(lines) = corrections.as_mut() {
                lines.correction(row.text(), wrong.iter())?;
            }
        }
        Ok(())
    }
}
