//! Lists of households screened in the browser of an office: the crate `screening` behind calls of bytes, as the page's worker
//! makes them.
//!
//! A call has a name and is about some bytes, its answer is JSON: what was asked for, or `{"refused": "…"}` with a sentence for
//! the page. Files come in and go out piece by piece, so that no second copy of them is made on the way.

mod household;
mod missing;
mod view;

#[cfg(target_arch = "wasm32")]
mod browser;

use std::io::Cursor;

use rules::{Calculator, Outcome, Policy};
use screening::{Alone, Book, Combine, Headings, Judge, List, Mapping, Plan, Refusal, RowText, Table, export, template};
use serde_json::{Value, json};

use missing::Missing;
use view::View;

/// How many rows headings and columns are guessed from.
const SAMPLE: usize = 200;

/// How many rows below the headings the page shows, and how much of a cell.
const SHOWN: usize = 3;
const SHOWN_LETTERS: usize = 20;

/// How many bytes of a written file are handed out at a time.
const PART: usize = 1 << 20;

/// What is open: a policy, a file, a sheet, a list that is being screened, a file that was written.
#[derive(Debug)]
pub struct Screener {
    policy: Option<&'static Policy>,
    today: Option<Calculator<'static>>,
    bytes: Vec<u8>,
    book: Option<Book<Cursor<Vec<u8>>>>,
    sheet: Option<Sheet>,
    list: Option<List<'static>>,
    missing: Missing,
    view: View,
    writing: Option<Writing>,
    /// What is written and was not handed out, but for its first bytes.
    written: Vec<u8>,
    handed: usize,
}

/// A file that is being written.
#[derive(Debug)]
enum Writing {
    Csv(export::Rows<Vec<u8>>),
    Xlsx(Box<export::Sheets<Cursor<Vec<u8>>>>),
}

#[derive(Debug)]
struct Sheet {
    name: String,
    table: Table,
    headings: Headings,
}

impl Screener {
    /// Before the first call.
    pub const NEW: Self = Self {
        policy: None,
        today: None,
        bytes: Vec::new(),
        book: None,
        sheet: None,
        list: None,
        missing: Missing::NEW,
        view: View::NEW,
        writing: None,
        written: Vec::new(),
        handed: 0,
    };

    /// Answers a call.
    pub fn answer(&mut self, name: &str, about: &[u8]) -> Vec<u8> {
        match name {
            "bytes" => {
                self.bytes.extend_from_slice(about);
                return Vec::new();
            }
            "part" => return self.part(),
            _ => {}
        }
        let answered = match name {
            "unpack" => self.unpack(about),
            _ => self.said(name, std::str::from_utf8(about).unwrap_or_default()),
        };
        let answer = answered.unwrap_or_else(|Refusal(words)| json!({ "refused": words }));
        serde_json::to_vec(&answer).unwrap_or_default()
    }

    fn unpack(&mut self, packed: &[u8]) -> Result<Value, Refusal> {
        self.policy = Policy::unpack(packed).map(|policy| &*Box::leak(Box::new(policy)));
        self.policy.map(|policy| json!(policy.id)).ok_or_else(|| Refusal("政策文件读不了，请刷新页面再试".into()))
    }

    fn said(&mut self, name: &str, about: &str) -> Result<Value, Refusal> {
        match name {
            "today" => self.begin_day(about),
            "file" => self.file(about),
            "open" => self.open(),
            "sheet" => self.read(about),
            "questions" => self.questions(),
            "begin" => self.begin(about),
            "step" => self.step(about),
            "summary" => self.summary(),
            "view" => self.show(about),
            "household" => self.household(about),
            "wrong" => self.wrong(about),
            "export" => self.export(about),
            "more" => self.more(),
            "stop" => {
                self.stop_writing();
                Ok(Value::Null)
            }
            _ => Err(Refusal("页面和程序对不上，请刷新页面再试".into())),
        }
    }

    fn begin_day(&mut self, day: &str) -> Result<Value, Refusal> {
        let policy = self.policy.ok_or_else(|| too_early("政策"))?;
        let day = day.parse().map_err(|_| Refusal("这台电脑的日期读不了".into()))?;
        self.today = Some(policy.at(day));
        Ok(json!(policy.id))
    }

    /// A file of so many bytes is about to come.
    fn file(&mut self, length: &str) -> Result<Value, Refusal> {
        (self.book, self.sheet, self.list) = (None, None, None);
        self.missing = Missing::NEW;
        self.view = View::NEW;
        self.stop_writing();
        self.bytes = Vec::new();
        let length = length.parse().unwrap_or_default();
        let room = self.bytes.try_reserve_exact(length);
        room.map_err(|_| Refusal("这个文件太大，浏览器放不下。请在命令行用 mingbai screen".into()))?;
        Ok(Value::Null)
    }

    fn open(&mut self) -> Result<Value, Refusal> {
        let book = Book::open(Cursor::new(std::mem::take(&mut self.bytes)))?;
        let answer = json!({ "sheets": book.sheets() });
        self.book = Some(book);
        Ok(answer)
    }

    /// Reads a sheet, and guesses what its columns are.
    fn read(&mut self, place: &str) -> Result<Value, Refusal> {
        let policy = self.policy.ok_or_else(|| too_early("政策"))?;
        let book = self.book.as_mut().ok_or_else(|| too_early("文件"))?;
        self.sheet = None;
        let place = place.parse().unwrap_or_default();
        let table = book.table(place, &mut |_| true)?;
        let name = book.sheets().get(place).cloned().unwrap_or_default();
        let sample: Vec<RowText<'_>> = table.rows(0).take(SAMPLE).collect();
        let headings = Headings::find(policy, &sample)?;
        let mapping = Mapping::guess(policy, &headings, &sample);
        let cells = |row: RowText<'_>| row.cells().map(|cell| cell.text().chars().take(SHOWN_LETTERS).collect()).collect::<Vec<String>>();
        let answer = json!({
            "rows": table.len().saturating_sub(headings.place + 1),
            "heading_row": headings.row,
            "headings": headings.names,
            "sample": table.rows(headings.place + 1).take(SHOWN).map(cells).collect::<Vec<_>>(),
            "mapping": mapping,
        });
        self.sheet = Some(Sheet { name, table, headings });
        Ok(answer)
    }

    /// What columns can answer.
    fn questions(&self) -> Result<Value, Refusal> {
        let today = self.today.as_ref().ok_or_else(|| too_early("政策"))?;
        let questions = today.policy().questions().map(|(_, name, question)| {
            let combine: &[Combine] = match question.kind {
                rules::QuestionKind::YesNo | rules::QuestionKind::Choices => &[Combine::Any, Combine::Same],
                kind if kind.is_number() => &[Combine::Sum, Combine::Same],
                _ => &[Combine::Same],
            };
            json!({
                "name": name,
                "ask": today.text(&question.ask),
                "money": question.kind == rules::QuestionKind::Money,
                "count": question.kind == rules::QuestionKind::Count,
                "yearly": name.contains('年') && !name.contains('月'),
                "options": if question.kind == rules::QuestionKind::Choices { question.options.as_slice() } else { &[] },
                "combine": combine,
                "usual": Combine::usual(question),
            })
        });
        let outcomes = Outcome::ALL.map(|outcome| json!({ "word": outcome.word(), "heading": outcome.heading() }));
        Ok(json!({ "questions": questions.collect::<Vec<_>>(), "outcomes": outcomes }))
    }

    /// Begins to screen the sheet with the columns that were chosen. The file is let go of.
    fn begin(&mut self, mapping: &str) -> Result<Value, Refusal> {
        let today = self.today.as_ref().ok_or_else(|| too_early("政策"))?;
        let mapping = Mapping::from_json(mapping)?;
        let sheet = self.sheet.as_ref().ok_or_else(|| too_early("工作表"))?;
        let plan = Plan::new(today.policy(), sheet.headings.clone(), &mapping)?;
        let judge = Judge::new(today.clone(), plan, &sheet.name);
        let Some(sheet) = self.sheet.take() else { return Err(too_early("工作表")) };
        let list = List::new(judge, sheet.table)?;
        self.stop_writing();
        self.book = None;
        let answer = json!({ "households": list.len(), "scattered": list.scattered() });
        self.list = Some(list);
        Ok(answer)
    }

    /// Answers so many more households.
    fn step(&mut self, households: &str) -> Result<Value, Refusal> {
        let list = self.list.as_mut().ok_or_else(|| too_early("名单"))?;
        let from = list.briefs().len();
        let more = list.step(households.parse().unwrap_or(1), &Alone);
        for place in from..list.briefs().len() {
            self.missing.add(list, place);
        }
        Ok(json!({ "done": list.briefs().len(), "wrong": list.wrong_count(), "more": more }))
    }

    fn list(&self) -> Result<&List<'static>, Refusal> {
        self.list.as_ref().ok_or_else(|| too_early("名单"))
    }

    fn summary(&self) -> Result<Value, Refusal> {
        let list = self.list()?;
        let towns = list.summary();
        let towns = towns.iter().map(|town| json!({ "name": town.place, "counts": town.counts }));
        Ok(json!({
            "households": list.len(),
            "rows": list.row_count(),
            "scattered": list.scattered(),
            "towns": towns.collect::<Vec<_>>(),
            "wrong": list.wrong_count(),
            "missing": self.missing.names(),
            "headings": list.plan().headings().names,
        }))
    }

    fn show(&mut self, query: &str) -> Result<Value, Refusal> {
        let list = self.list.as_ref().ok_or_else(|| too_early("名单"))?;
        self.view.show(list, &self.missing, query)
    }

    fn household(&self, place: &str) -> Result<Value, Refusal> {
        Ok(household::details(self.list()?, place.parse().unwrap_or_default()))
    }

    /// Wrong cells from one on.
    fn wrong(&self, from: &str) -> Result<Value, Refusal> {
        let cells = self.list()?.wrong(from.parse().unwrap_or_default()).take(view::PAGE);
        Ok(cells.map(|cell| household::wrong(&cell)).collect())
    }

    /// Begins to write a file: [`Screener::more`] goes on with it, [`Screener::part`] hands out what there is of it.
    fn export(&mut self, what: &str) -> Result<Value, Refusal> {
        self.stop_writing();
        if what == "template" {
            let today = self.today.as_ref().ok_or_else(|| too_early("政策"))?;
            self.written = template(today, Cursor::new(Vec::new()))?.into_inner();
            return Ok(json!({ "of": 0 }));
        }
        let list = self.list()?;
        let households = list.len();
        match what {
            "csv" => self.writing = Some(Writing::Csv(export::Rows::begin(list, Vec::new())?)),
            "xlsx" => self.writing = Some(Writing::Xlsx(Box::new(export::Sheets::begin(list, Cursor::new(Vec::new()))?))),
            "correction" => self.written = export::correction(list, Vec::new())?,
            _ => return Err(Refusal("没有这种文件".into())),
        }
        Ok(json!({ "of": households }))
    }

    /// Writes some more households.
    fn more(&mut self) -> Result<Value, Refusal> {
        let Some(mut writing) = self.writing.take() else { return Ok(json!({ "more": false })) };
        let list = self.list.as_ref().ok_or_else(|| too_early("名单"))?;
        let (done, more) = match &mut writing {
            Writing::Csv(rows) => {
                let more = rows.step(list, &Alone)?;
                self.written.append(rows.out());
                (rows.written(), more)
            }
            Writing::Xlsx(sheets) => {
                let more = sheets.step(list, &Alone)?;
                (sheets.written(), more)
            }
        };
        match writing {
            writing if more => self.writing = Some(writing),
            Writing::Csv(rows) => self.written.append(&mut rows.finish()?),
            Writing::Xlsx(sheets) => self.written = sheets.finish(list)?.into_inner(),
        }
        Ok(json!({ "done": done, "more": more }))
    }

    /// Lets go of a file that is being written.
    fn stop_writing(&mut self) {
        self.writing = None;
        (self.written, self.handed) = (Vec::new(), 0);
    }

    /// The next part of what was written; empty where there is none.
    fn part(&mut self) -> Vec<u8> {
        let rest = self.written.get(self.handed..).unwrap_or_default();
        let part = rest.get(..PART).unwrap_or(rest).to_vec();
        self.handed += part.len();
        if part.is_empty() {
            (self.written, self.handed) = (Vec::new(), 0);
        }
        part
    }
}

fn too_early(what: &str) -> Refusal {
    Refusal(format!("还没有打开{what}，请刷新页面再试"))
}
