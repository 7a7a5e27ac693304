//! Frames are read back from their pixels: each shows what was meant, in the size and the time of its screen.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use mingbai_publicity::{Frame, Ink, Movement, Reel, Screen, TextFile, Unfit};
use proptest::prelude::*;

const SCREENS: [(usize, usize, usize, Movement); 8] = [
    (64, 16, 1, Movement::Scroll),
    (96, 32, 2, Movement::Page),
    (128, 16, 1, Movement::Page),
    (128, 32, 2, Movement::Page),
    (192, 32, 2, Movement::Page),
    (256, 64, 2, Movement::Page),
    (320, 160, 3, Movement::Page),
    (1920, 1080, 4, Movement::Page),
];

fn screens() -> impl Iterator<Item = Screen> {
    SCREENS.into_iter().map(|(width, height, rows, movement)| Screen { width, height, rows, ink: Ink::One, seconds: 3, rate: 4, movement })
}

fn small() -> Screen {
    screens().nth(1).unwrap()
}

fn lines(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn reel(screen: Screen, texts: &[&str]) -> Reel {
    Reel::new(screen, &lines(texts), &lines(&["低保标准", "扶贫服务热线"])).unwrap()
}

fn without_blanks(pages: &[Vec<String>]) -> String {
    pages.concat().concat().replace(' ', "")
}

/// What a page that ends anyway may leave out is left out.
fn without_pauses(pages: &[Vec<String>]) -> String {
    without_blanks(pages).replace(['，', '。', '；', '：', '、'], "")
}

#[test]
fn every_frame_says_what_was_meant() {
    for screen in screens() {
        let made = reel(screen, &["家里有难处，早说早帮", "低保标准每人每年 8,400 元", "打扶贫服务热线 0591-12345678。"]);
        let stills = made.stills();
        assert!(stills.iter().all(|frame| (frame.width, frame.height) == (screen.width, screen.height)));
        let read = Reel::read(&screen, &stills).unwrap();
        match screen.movement {
            Movement::Page => assert_eq!(read, made.pages(), "{screen:?}"),
            Movement::Scroll => assert_eq!(without_pauses(&read), without_pauses(made.pages())),
        }
        assert!(without_pauses(&read).contains("家里有难处早说早帮低保标准每人每年8,400元打扶贫服务热线0591-12345678"));
    }
}

#[test]
fn nothing_that_belongs_together_is_torn() {
    let pages = reel(small(), &["低保标准每人每年 8,400 元", "5 个工作日内来核实"]);
    let rows: Vec<&String> = pages.pages().iter().flatten().collect();
    for whole in ["低保标准", "8,400元", "5个工作日"] {
        assert_eq!(rows.iter().filter(|row| row.contains(whole)).count(), 1, "{whole} in {rows:?}");
    }
}

#[test]
fn rows_end_at_pauses_where_that_takes_no_more_of_them() {
    let screen = screens().nth(6).unwrap();
    assert_eq!(reel(screen, &["申报有几条路，走哪条都行"]).pages(), [lines(&["申报有", "几条路，", "走哪条都行"])]);
}

#[test]
fn a_phone_number_stands_alone() {
    let made = reel(small(), &["请打 0591-12345678，说一声"]);
    assert_eq!(made.pages(), [lines(&["请打"]), lines(&["0591-", "12345678"]), lines(&["说一声"])]);
    let wide = reel(screens().nth(2).unwrap(), &["请打 0591-12345678"]);
    assert_eq!(wide.pages(), [lines(&["请打"]), lines(&["0591-12345678"])]);
}

#[test]
fn what_does_not_fit_is_told() {
    let tell = |text: &str| Reel::new(small(), &lines(&["好", text]), &lines(&["福清市扶贫开发领导小组"])).unwrap_err();
    assert_eq!(tell("报给福清市扶贫开发领导小组"), [(1, Unfit::Wide("福清市扶贫开发领导小组".into()))]);
    assert_eq!(tell("甲\u{10FFFF}"), [(1, Unfit::Shapeless('\u{10FFFF}'))]);
    let slow = Screen { rate: 1, ..small() };
    assert_eq!(Reel::new(slow, &lines(&["8,400元"]), &[]).unwrap_err(), [(0, Unfit::Long("8,400元".into()))]);
}

/// The frame that a bitmap of Windows shows: what is not black is lit, what is yellow is in the second colour.
fn bitmap(bmp: &[u8]) -> Frame {
    let number = |at: usize| u32::from_le_bytes(bmp[at..at + 4].try_into().unwrap()) as usize;
    let (width, height, bits) = (number(18), number(22), usize::from(bmp[28]));
    assert_eq!((&bmp[..2], number(2)), (&b"BM"[..], bmp.len()));
    let row = (width * bits).div_ceil(32) * 4;
    let colour = |x: usize, y: usize| {
        let byte = bmp[number(10) + (height - 1 - y) * row + x * bits / 8];
        let index = byte >> (8 - bits - x * bits % 8) & ((1 << bits) - 1);
        &bmp[54 + usize::from(index) * 4..][..3]
    };
    let all =
        |is: &dyn Fn(&[u8]) -> bool| (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| is(colour(x, y))).collect();
    Frame { width, height, lights: all(&|colour| colour != [0, 0, 0]), second: all(&|colour| colour == [0, 255, 255]) }
}

#[test]
fn bitmaps_are_what_windows_reads() {
    // 100 pixels are 13 bytes, and 50 with four bits each; rows are filled up to 16 and to 52.
    for (ink, bits, length) in [(Ink::One, 1, 62 + 32 * 16), (Ink::Two, 4, 66 + 32 * 52), (Ink::Full, 1, 62 + 32 * 16)] {
        let made = reel(Screen { width: 100, ink, ..small() }, &["每人 8,400 元"]);
        let frame = made.stills().remove(0);
        let bmp = frame.bmp(ink);
        assert_eq!((bmp[28], bmp.len()), (bits, length));
        let read = bitmap(&bmp);
        assert_eq!(read.lights, frame.lights);
        assert_eq!(read.second.contains(&true), ink == Ink::Two);
        assert!(ink != Ink::Two || read == frame);
    }
}

#[test]
fn figures_have_the_second_colour_where_a_screen_has_one() {
    for ink in [Ink::One, Ink::Two, Ink::Full] {
        for screen in screens().take(7) {
            let screen = Screen { ink, ..screen };
            let (figures, words) = (reel(screen, &["0591-12345678", "12,345"]), reel(screen, &["家里有难处，元"]));
            // A figure is wholly in the second colour, the comma in it too; words are not at all.
            for frame in figures.stills() {
                assert!(if ink == Ink::One { !frame.second.contains(&true) } else { frame.second == frame.lights }, "{screen:?}");
                let shown = png(&frame.png(ink).unwrap());
                assert_eq!(shown, frame);
            }
            assert!(words.stills().iter().all(|frame| !frame.second.contains(&true)));
            let mixed = reel(screen, &["8,400 元"]);
            assert_eq!(Reel::read(&screen, &mixed.stills()).unwrap().concat().concat(), "8,400元");
            let moving = gif(&mixed.gif().unwrap());
            match screen.movement {
                Movement::Page => assert!(mixed.stills().iter().all(|still| moving.iter().any(|(frame, _)| frame == still)), "{screen:?}"),
                Movement::Scroll => assert_eq!(passed(&mixed, &moving), mixed.pages().concat()),
            }
        }
    }
}

/// The frame that a PNG shows.
fn png(bytes: &[u8]) -> Frame {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut out = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut out).unwrap();
    assert_eq!(info.color_type, png::ColorType::Rgb);
    let all = |is: &dyn Fn(&[u8]) -> bool| out.chunks(3).map(is).collect();
    let (lights, second) = (all(&|pixel| pixel != [0, 0, 0]), all(&|pixel| pixel == [255, 255, 0]));
    Frame { width: info.width as usize, height: info.height as usize, lights, second }
}

/// The frames that a GIF shows, and how long each stands.
fn gif(bytes: &[u8]) -> Vec<(Frame, u16)> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::Indexed);
    let mut decoder = options.read_info(bytes).unwrap();
    let mut all = Vec::new();
    while let Some(frame) = decoder.read_next_frame().unwrap() {
        let lights = frame.buffer.iter().map(|pixel| *pixel > 0).collect();
        let second = frame.buffer.iter().map(|pixel| *pixel == 2).collect();
        all.push((Frame { width: frame.width.into(), height: frame.height.into(), lights, second }, frame.delay));
    }
    all
}

/// What passes by on a scrolling screen, part by part: each frame is the last to show the column at its left end.
fn passed(made: &Reel, moving: &[(Frame, u16)]) -> Vec<String> {
    let screen = *made.screen();
    let (step, before) = (8 * screen.scale(), screen.columns());
    let mut frames = moving.iter().map(|(frame, _)| frame);
    let part = |part: &Vec<String>| {
        let columns: Vec<&Frame> = frames.by_ref().take(before + halves(&part[0])).skip(before).collect();
        let lights = |lit: &dyn Fn(&Frame) -> Vec<bool>| -> Vec<bool> {
            let rows = (0..screen.height).flat_map(|y| columns.iter().map(move |frame| (y, frame)));
            rows.flat_map(|(y, frame)| lit(frame)[y * screen.width..][..step].to_vec()).collect()
        };
        let (lights, second) = (lights(&|frame| frame.lights.clone()), lights(&|frame| frame.second.clone()));
        let strip = Frame { width: step * columns.len(), height: screen.height, lights, second };
        let wide = Screen { width: strip.width, ..screen };
        strip.read(&wide).unwrap().concat()
    };
    let all = made.pages().iter().map(part).collect();
    assert_eq!(frames.count(), 0);
    all
}

#[test]
fn what_scrolls_is_shown_at_rest_without_tearing_what_has_room() {
    let screen = screens().next().unwrap();
    let words = lines(&["每人", "一年", "可以申报", "服务", "热线"]);
    let made = |texts: &[&str]| Reel::new(screen, &lines(texts), &words).unwrap();
    let rows = |texts: &[&str]| made(texts).stills().iter().map(|frame| frame.read(&screen).unwrap().concat()).collect::<Vec<_>>();
    assert_eq!(rows(&["每人一年不到 8,400 元，可以申报"]), ["每人", "一年不到", "8,400元", "可以申报"]);
    // A phone number is broken between its groups, and what is wider than the screen between two characters.
    assert_eq!(rows(&["打扶贫服务热线 0591-12345678"]), ["打扶贫", "服务热线", "0591-", "12345678"]);
    assert_eq!(rows(&["13812345678"]), ["1381234", "5678"]);
    assert_eq!(rows(&["不到100,000元"]), ["不到", "100,000", "元"]);
}

#[test]
fn png_and_gif_show_the_frames() {
    for screen in screens().take(7) {
        let made = reel(screen, &["家里有难处，早说早帮", "打 0591-12345678"]);
        let stills = made.stills();
        assert!(stills.iter().all(|frame| png(&frame.png(screen.ink).unwrap()) == *frame));
        let moving = gif(&made.gif().unwrap());
        assert_eq!(moving.iter().map(|(_, delay)| usize::from(*delay)).sum::<usize>(), made.hundredths());
        if screen.movement == Movement::Page {
            assert!(moving.iter().all(|(_, delay)| *delay == 300));
            assert_eq!(moving.into_iter().map(|(frame, _)| frame).collect::<Vec<_>>(), stills);
        } else {
            assert_eq!(passed(&made, &moving), made.pages().concat());
        }
        assert_eq!(made.gif().unwrap(), made.gif().unwrap());
    }
}

#[test]
fn what_scrolls_is_not_faster_than_people_read() {
    let made = reel(screens().next().unwrap(), &["0591-12345678"]);
    // 12 digits want 3 seconds while 13 cells go by; 8 more cells are the width of the screen.
    assert_eq!(made.hundredths(), (13 + 8) * 24);
}

#[test]
fn texts_are_what_controllers_read() {
    let text = reel(small(), &["福清", "打 12345"]).text();
    assert_eq!(text, "福清\n\n打\n\n12345\n");
    assert_eq!(TextFile::Gb18030.bytes("福清\n"), b"\xB8\xA3\xC7\xE5\r\n");
    assert_eq!(TextFile::Utf8.bytes("福\n"), b"\xEF\xBB\xBF\xE7\xA6\x8F\r\n");
}

#[test]
fn a_light_that_is_out_of_place_is_seen() {
    let screen = small();
    let made = reel(screen, &["家里有难处"]);
    for place in [0, 500, 700] {
        let mut stills = made.stills();
        stills[0].lights[place] ^= true;
        assert_ne!(Reel::read(&screen, &stills).as_deref(), Some(made.pages()));
    }
}

#[test]
fn a_screen_without_room_is_told() {
    assert!(screens().all(|screen| screen.is_possible()));
    assert!(!Screen { rows: 3, ..small() }.is_possible());
    assert!(!Screen { rows: 0, ..small() }.is_possible());
    assert!(!Screen { width: 15, ..small() }.is_possible());
}

#[test]
fn an_amount_is_no_phone_number_however_it_looks() {
    let screen = Screen { width: 96, height: 32, rows: 2, ..small() };
    for (text, expected) in [("每户120元", "120元"), ("一共12345人。", "12345人。"), ("多了110%", "110%")] {
        let made = Reel::new(screen, &[text.to_owned()], &lines(&WORDS)).unwrap();
        assert_eq!(without_blanks(made.pages()), text);
        assert!(made.pages().iter().flatten().any(|row| row.contains(expected)), "{:?}", made.pages());
    }
    let made = Reel::new(screen, &["有急事打120。".to_owned()], &lines(&WORDS)).unwrap();
    assert!(made.pages().iter().any(|page| *page == ["120"]), "{:?}", made.pages());
}

/// Words of a document.
const WORDS: [&str; 4] = ["低保标准", "扶贫服务热线", "防止返贫监测", "村（居）委会"];

/// A part of a message that nothing may split, and whether it is a phone number.
fn part() -> impl Strategy<Value = (String, bool)> {
    let whole = |text: String| (text, false);
    prop_oneof![
        proptest::sample::select(&WORDS[..]).prop_map(move |word| whole(word.to_owned())),
        "[1-9][0-9]{0,2}(,[0-9]{3})?(元|个工作日|%|人)".prop_map(whole),
        "(19|20)[0-9]{2}年".prop_map(whole),
        "[甲乙丙丁戊己]".prop_map(whole),
        "[甲乙丙丁戊己][，。；！]".prop_map(whole),
        "(0[1-9][0-9]{1,2}-[2-8][0-9]{6,7}|1[3-9][0-9]{9}|12345)".prop_map(|phone| (phone, true)),
    ]
}

/// A message in parts, none that would join the one before it.
fn parts() -> impl Strategy<Value = Vec<(String, bool)>> {
    proptest::collection::vec(part(), 1..14).prop_map(|all| {
        let begins = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        let mut out: Vec<(String, bool)> = Vec::new();
        for part in all {
            if begins(&part.0) && out.last().is_some_and(|last| last.1 || part.1) {
                out.push(("说".to_owned(), false));
            }
            out.push(part);
        }
        out
    })
}

fn any_screen() -> impl Strategy<Value = Screen> {
    let inks = proptest::sample::select(&[Ink::One, Ink::Two, Ink::Full][..]);
    (48..400_usize, 1..5_usize, 1..3_usize, 3..7_usize, 1..5_usize, inks).prop_map(|(width, rows, scale, seconds, rate, ink)| Screen {
        width,
        height: rows * scale * 16 + 3,
        rows,
        ink,
        seconds,
        rate,
        movement: Movement::Page,
    })
}

/// How many half characters wide a text is: what is not ASCII is as wide as it is high.
fn halves(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn read_by_people(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_message_fits_whole_in_time_with_its_phone_numbers_alone(parts in parts(), screen in any_screen()) {
        let text: String = parts.iter().map(|(text, _)| text.as_str()).collect();
        let fits = |text: &str| halves(text) <= screen.columns() && read_by_people(text) <= screen.characters();
        let made = match Reel::new(screen, std::slice::from_ref(&text), &lines(&WORDS)) {
            Ok(made) => made,
            Err(unfit) => {
                let (Unfit::Wide(told) | Unfit::Long(told)) = &unfit[0].1 else { return Err(TestCaseError::fail("a shape is missing")) };
                prop_assert!(text.contains(told.as_str()) && !fits(told), "{told} has room on {screen:?}");
                return Ok(());
            }
        };
        // Where rows and pages end, in bytes of the text.
        let (mut rows, mut pages, mut at) = (Vec::new(), vec![0], 0);
        for page in made.pages() {
            prop_assert!(page.len() <= screen.rows && page.iter().all(|row| halves(row) <= screen.columns()), "{page:?}");
            prop_assert!(read_by_people(&page.concat()) <= screen.rate * screen.seconds, "{page:?} on {screen:?}");
            for row in page {
                at += row.replace(' ', "").len();
                rows.push(at);
            }
            pages.push(at);
        }
        prop_assert_eq!(without_blanks(made.pages()), text.clone());
        let mut from = 0;
        for (part, phone) in &parts {
            let to = from + part.len();
            if *phone {
                prop_assert!(pages.contains(&from) && pages.contains(&to), "{part} is not alone in {:?}", made.pages());
                // It is broken behind its area code only.
                prop_assert!(rows.iter().filter(|end| from < **end && **end < to).all(|end| text.get(..*end).unwrap().ends_with('-')));
            } else {
                prop_assert!(!rows.iter().any(|end| from < *end && *end < to), "{part} is split in {:?}", made.pages());
            }
            from = to;
        }
        let stills = made.stills();
        prop_assert!(stills.iter().all(|frame| (frame.width, frame.height) == (screen.width, screen.height)));
        let read = Reel::read(&screen, &stills).unwrap();
        prop_assert_eq!(read.as_slice(), made.pages());
        prop_assert_eq!(made.hundredths(), made.pages().len() * screen.seconds * 100);
    }


    #[test]
    fn any_text_is_shown_whole_or_refused(text in "[一-龥0-9A-Za-z，。、（）「」 ]{1,40}", place in 0..7_usize) {
        let screen = screens().nth(place).unwrap();
        if let Ok(made) = Reel::new(screen, std::slice::from_ref(&text), &[]) {
            let read = Reel::read(&screen, &made.stills()).unwrap();
            let meant = if screen.movement == Movement::Page { made.pages().to_vec() } else { vec![vec![made.pages().concat().join(" ")]] };
            match screen.movement {
                Movement::Page => prop_assert_eq!(without_blanks(&read), without_blanks(&meant)),
                Movement::Scroll => prop_assert_eq!(without_pauses(&read), without_pauses(&meant)),
            }
            for rows in made.pages().iter().filter(|_| screen.movement == Movement::Page) {
                prop_assert!(rows.len() <= screen.rows);
                prop_assert!(rows.concat().chars().filter(|c| c.is_alphanumeric()).count() <= screen.characters());
            }
        }
    }
}
