//! What a loudspeaker says: as many facts as a time has room for, and twice what matters most and whom to call.

use std::fmt::Write;

use crate::screen::characters;
use crate::spoken::spoken;

/// How many characters are read in a minute: the middle of 160 to 180.
pub const PACE: usize = 170;

/// What is said before facts are said again.
const AGAIN: &str = "再说一遍。";

/// A message as it can be read aloud: sentences with their figures filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speech {
    /// What matters most.
    pub key: String,
    /// Whom to call, with the phone number.
    pub call: String,
    /// What else there is to say, what matters more before what matters less.
    pub facts: Vec<String>,
}

/// What is read in a certain time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The time that it was made for.
    pub seconds: usize,
    /// Its sentences, all figures in words.
    pub sentences: Vec<String>,
}

impl Script {
    /// The script of a message for a time; `None` where not even its key line and whom to call have room in it twice.
    ///
    /// Facts are taken in order until one has no room. Where all have, they are said again, until one has none.
    #[must_use]
    pub fn new(speech: &Speech, seconds: usize) -> Option<Self> {
        let frame: Vec<String> =
            [&speech.key, &speech.call].into_iter().filter(|text| !text.trim().is_empty()).map(|text| sentence(text)).collect();
        let room = (seconds * PACE / 60).checked_sub(2 * length(&frame))?;
        // What has no words would be said again without end.
        let facts: Vec<String> = speech.facts.iter().map(|fact| sentence(fact)).filter(|fact| characters(fact) > 0).collect();
        let mut middle = fitting(&facts, room);
        let mut said = middle.len();
        while said > 0 && said == facts.len() {
            let left = room.saturating_sub(length(&middle) + characters(AGAIN));
            let again = fitting(&facts, left);
            said = again.len();
            middle.extend((said > 0).then(|| AGAIN.to_owned()));
            middle.extend(again);
        }
        Some(Self { seconds, sentences: [frame.clone(), middle, frame].concat() })
    }

    /// How many characters are read.
    #[must_use]
    pub fn characters(&self) -> usize {
        length(&self.sentences)
    }

    /// How many seconds that takes.
    #[must_use]
    pub fn reading_time(&self) -> usize {
        (self.characters() * 60).div_ceil(PACE)
    }

    /// A page for whoever reads it out: a title, the time, a sentence a line.
    #[must_use]
    pub fn text(&self, title: &str) -> String {
        let (seconds, count, time) = (self.seconds, self.characters(), self.reading_time());
        let mut out = format!("{title}（{seconds} 秒）\n共 {count} 个字，每分钟读 {PACE} 个字，读完约 {time} 秒。\n\n");
        for sentence in &self.sentences {
            out.push_str(sentence);
            out.push('\n');
        }
        out
    }

    /// The same for a machine that speaks: SSML 1.1.
    #[must_use]
    pub fn ssml(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out.push_str("<speak version=\"1.1\" xmlns=\"http://www.w3.org/2001/10/synthesis\" xml:lang=\"zh-CN\">\n");
        for sentence in &self.sentences {
            let _ = writeln!(out, "<s>{}</s>\n<break time=\"500ms\"/>", escaped(sentence));
        }
        out.push_str("</speak>\n");
        out
    }
}

/// A text as one sentence, figures in words.
fn sentence(text: &str) -> String {
    let said = spoken(text.trim());
    if said.ends_with(['。', '！', '？']) { said } else { format!("{}。", said.trim_end_matches(['，', '；', '：', '、'])) }
}

/// As many of the first sentences as have room.
fn fitting(sentences: &[String], room: usize) -> Vec<String> {
    let sums = sentences.iter().scan(0, |sum, sentence| {
        *sum += characters(sentence);
        Some(*sum)
    });
    sentences.iter().take(sums.take_while(|sum| *sum <= room).count()).cloned().collect()
}

fn length(sentences: &[String]) -> usize {
    sentences.iter().map(|sentence| characters(sentence)).sum()
}

/// A text between tags.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speech() -> Speech {
        Speech {
            key: "家里有难处，早点说出来".to_owned(),
            call: "请打扶贫服务热线 0591-12345678".to_owned(),
            facts: ["低保标准是每人每年 8,400 元", "镇街在 5 个工作日内核实", "村干部每月下旬来走访"].map(str::to_owned).into(),
        }
    }

    #[test]
    fn what_matters_most_is_said_twice_and_each_script_keeps_its_time() {
        for seconds in [30, 60, 120] {
            let script = Script::new(&speech(), seconds).unwrap();
            assert!(script.reading_time() <= seconds, "{script:?}");
            let twice = |text: &str| script.sentences.iter().filter(|sentence| *sentence == text).count();
            assert_eq!(twice("家里有难处，早点说出来。"), 2);
            assert_eq!(twice("请打扶贫服务热线零五九幺，幺二三四五六七八。"), 2);
            assert_eq!(script.sentences[2], "低保标准是每人每年八千四百元。");
            // The room that is left is smaller than what would be said next.
            assert!((seconds * PACE / 60) - script.characters() < 20, "{script:?}");
        }
        assert_eq!(Script::new(&speech(), 10), None);
    }

    #[test]
    fn a_fact_without_words_and_a_message_without_facts_end() {
        for facts in [vec![], vec!["——".to_owned()], vec!["——".to_owned(), "镇街来核实".to_owned()]] {
            let said = Script::new(&Speech { facts, ..speech() }, 120).unwrap();
            assert!(said.reading_time() <= 120 && said.sentences.len() >= 4, "{said:?}");
        }
    }

    #[test]
    fn facts_that_have_no_room_are_left_out_from_the_end() {
        let speech = Speech { facts: vec!["一二三四五六七八九十".repeat(5), "短".to_owned()], ..speech() };
        let script = Script::new(&speech, 30).unwrap();
        assert_eq!(script.sentences.len(), 4);
    }

    #[test]
    fn texts_say_how_long_they_take_and_hold_no_figure_to_be_read() {
        let script = Script::new(&speech(), 30).unwrap();
        let text = script.text("谁可以申报");
        assert!(text.starts_with("谁可以申报（30 秒）\n共 "), "{text}");
        assert!(!script.sentences.concat().contains(|c: char| c.is_ascii_digit()));
        let strange = Script { seconds: 30, sentences: vec!["<甲>&\"乙\"".to_owned()] };
        assert!(strange.ssml().contains("<s>&lt;甲&gt;&amp;&quot;乙&quot;</s>\n<break time=\"500ms\"/>\n</speak>\n"));
    }
}
