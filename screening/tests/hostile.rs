//! Files that are damaged, locked, wrongly named or meant to do harm: each gets a plain sentence or its honest values.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{archive, cell, compound, csv, list, ods, records, table, texts, xlsx};

fn refusal(bytes: &[u8]) -> String {
    table(bytes).map(|table| texts(&table)).unwrap_err().to_string()
}

#[track_caller]
fn says(bytes: &[u8], words: &str) {
    let refusal = refusal(bytes);
    assert!(refusal.contains(words), "{refusal}");
}

#[test]
fn a_file_that_is_no_spreadsheet_is_named() {
    says(b"", "空的");
    says(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "认不出");
    says(&archive(&[("word/document.xml", b"<w/>")]), "Word");
    says(&archive(&[("photo.jpg", b"x")]), "压缩包");
    says(&archive(&[("xl/workbook.bin", b"x")]), ".xlsb");
    says(b"PK\x03\x04nothing of the kind", "坏了");
    says(&[&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 600]].concat(), "坏了");
}

#[test]
fn half_a_workbook_is_damaged() {
    let whole = xlsx(&format!("<row r=\"1\">{}</row>", cell("A1", "家庭人口")), &[]);
    for length in (4..whole.len()).step_by(7) {
        assert!(table(&whole[..length]).is_err(), "{length}");
    }
}

/// A locked workbook is a compound file with the stream `EncryptedPackage` and no `Workbook`.
#[test]
fn a_locked_workbook_asks_for_one_without_a_password() {
    says(&compound("EncryptedPackage", b""), "密码");
    // An old one says so in its first records, an open one in its list of parts.
    says(&compound("Workbook", &records(&[(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]), (0x002f, &[1, 0, 1, 0]), (0x000a, b"")])), "密码");
    let manifest = b"<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    says(&archive(&[("mimetype", b"x"), ("content.xml", b"\x01\x02"), ("META-INF/manifest.xml", manifest)]), "密码");
}

#[test]
fn a_bomb_is_not_unpacked() {
    let rows = " ".repeat(80 << 20);
    let bomb = xlsx(&rows, &[]);
    assert!(bomb.len() < 200_000, "{}", bomb.len());
    says(&bomb, "太大");
    // One that lies about its size: the declared length in the folder at the end of the archive is made small.
    let declared = u32::try_from(rows.len() + 105).unwrap();
    let mut lying = bomb.clone();
    let places: Vec<usize> = (0..lying.len() - 4)
        .filter(|at| {
            let found = u32::from_le_bytes(lying[*at..at + 4].try_into().unwrap());
            found.abs_diff(declared) < 64
        })
        .collect();
    assert!(!places.is_empty());
    places.iter().for_each(|at| lying[*at..at + 4].copy_from_slice(&100_u32.to_le_bytes()));
    assert!(table(&lying).is_err());
}

#[test]
fn a_workbook_of_ten_thousand_parts_is_refused() {
    let names: Vec<String> = (0..10_001).map(|place| format!("xl/{place}.xml")).collect();
    let mut parts: Vec<(&str, &[u8])> = vec![("xl/workbook.xml", b"<workbook/>")];
    parts.extend(names.iter().map(|name| (name.as_str(), &b""[..])));
    says(&archive(&parts), "太大");
}

#[test]
fn a_bomb_under_another_name_is_seen_too() {
    let text = [&b"<worksheet>"[..], &vec![b' '; 80 << 20]].concat();
    says(&archive(&[("xl/workbook.xml", b"<workbook/>"), ("xl/sheet.dat", &text)]), "太大");
}

#[test]
fn a_workbook_that_promises_more_texts_than_there_can_be_gets_no_room_for_them() {
    for count in ["100000000000", "99999999999999999999999"] {
        let strings = format!("<sst uniqueCount=\"{count}\"><si><t>a</t></si></sst>");
        says(&xlsx("", &[("xl/sharedStrings.xml", strings.as_bytes())]), "太大");
    }
}

#[test]
fn an_open_document_whose_cells_come_again_a_million_times_is_refused() {
    let cell = "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"16384\"><text:p>很多很多</text:p></table:table-cell>";
    let row = format!("<table:table-row table:number-rows-repeated=\"1048576\">{cell}</table:table-row>");
    says(&ods(&row), "太大");
    // Numbers that no sheet has are cut to one.
    let far = "<table:table-row table:number-rows-repeated=\"4294967295\"><table:table-cell table:number-columns-repeated=\"4294967295\"/></table:table-row>";
    assert!(table(&ods(&far.repeat(3))).unwrap().is_empty());
}

#[test]
fn an_old_workbook_that_runs_in_a_circle_is_damaged() {
    let whole = compound("Workbook", &records(&[(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]), (0x000a, b"")]));
    // The folder, then the stream, go on with themselves.
    for (sector, length) in [(1_usize, None), (2, Some(u32::MAX))] {
        let mut file = whole.clone();
        let at = 512 + sector * 4;
        file[at..at + 4].copy_from_slice(&u32::try_from(sector).unwrap().to_le_bytes());
        if let Some(length) = length {
            file[1024 + 128 + 120..][..4].copy_from_slice(&u32::to_le_bytes(length));
        }
        says(&file, "坏了");
    }
}

#[test]
fn an_old_workbook_with_a_cell_at_the_end_of_the_world_is_refused() {
    let begin: (u16, &[u8]) = (0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    let end: (u16, &[u8]) = (0x000a, b"");
    let number = |row: u16, column: u16| [&row.to_le_bytes()[..], &column.to_le_bytes(), &[0; 10]].concat();
    let book = |sheet: &[(u16, &[u8])], times: u32| {
        let name = |place: u32| [&place.to_le_bytes()[..], &[0, 0, 1, 0, b'A']].concat();
        let length = 12 + 13 * times + 4;
        let names: Vec<Vec<u8>> = (0..times).map(|_| name(length)).collect();
        let globals: Vec<(u16, &[u8])> = [begin].into_iter().chain(names.iter().map(|name| (0x0085, &name[..]))).chain([end]).collect();
        compound("Workbook", &[records(&globals), records(sheet)].concat())
    };
    let (first, corner, beyond) = (number(0, 0), number(65_535, 255), number(65_535, 65_535));
    says(&book(&[begin, (0x0203, &first), (0x0203, &beyond), end], 1), "太大");
    let dimensions = [&0_u32.to_le_bytes()[..], &u32::MAX.to_le_bytes(), &[0, 0, 0xff, 0xff, 0, 0]].concat();
    says(&book(&[begin, (0x0200, &dimensions), end], 1), "太大");
    // The same sheet under many names.
    says(&book(&[begin, (0x0203, &first), (0x0203, &corner), end], 2), "坏了");
    let few = [begin, (0x0203, &first[..]), (0x0203, &number(9, 3)), end];
    assert_eq!(table(&book(&few, 1)).unwrap().len(), 2);
}

#[test]
fn text_in_every_usual_encoding_is_read_and_another_is_named() {
    let text = "家庭人口,年可支配收入\r\n4,30000\r\n";
    let gb = encoding_rs::GB18030.encode(text).0.into_owned();
    let mut utf16 = vec![0xff, 0xfe];
    utf16.extend(text.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes));
    let mut marked = "\u{feff}".as_bytes().to_vec();
    marked.extend(text.as_bytes());
    let wanted = texts(&table(text.as_bytes()).unwrap());
    assert_eq!(wanted[0], ["家庭人口", "年可支配收入"]);
    for bytes in [gb, utf16, marked, text.replace(',', ";").into_bytes(), text.replace(',', "\t").into_bytes()] {
        assert_eq!(texts(&table(&bytes).unwrap()), wanted);
    }
    says(b"\xe5\xae\xb6\xff\xff\xff,1\n", "认不出");
    says(b"a,b\n\0\0\0,1\n", "认不出");
}

#[test]
fn a_quote_that_nothing_closes_swallows_no_households() {
    let mut text = String::from("户主,家庭人口,年可支配收入\n\"张三,4,30000\n");
    (0..50).for_each(|place| text.push_str(&format!("户{place},4,30000\n")));
    says(text.as_bytes(), "第 2 行起有一个英文双引号没有成对");
}

#[test]
fn a_row_wider_than_any_spreadsheet_is_refused() {
    says(format!("家庭人口\n4{}\n", ",".repeat(16_384)).as_bytes(), "16384");
    // As many as a spreadsheet has are read; there is no room for the result in a workbook then, but in text.
    let wide = format!("家庭人口{}\n4{}\n", ",x".repeat(16_383), ",1".repeat(16_383));
    let list = list(wide.as_bytes(), None).unwrap();
    let refused = screening::export::workbook(&list, std::io::Cursor::new(Vec::new()), &screening::Alone, &mut |_| ()).unwrap_err();
    assert!(refused.to_string().contains("列"), "{refused}");
    assert!(csv(&list).lines().count() == 2);
}

#[test]
fn a_cell_in_the_last_column_of_the_last_row_takes_no_room() {
    let rows = format!("<row r=\"1\">{}</row><row r=\"1048576\">{}</row>", cell("A1", "家庭人口"), cell("XFD1048576", "4"));
    let table = table(&xlsx(&rows, &[])).unwrap();
    assert_eq!(table.len(), 2);
    let last = table.row(1).unwrap();
    assert_eq!((last.number, last.width(), last.cell(16_383).text()), (1_048_576, 16_384, "4"));
}

#[test]
fn formulas_count_by_their_saved_values_and_failed_ones_are_wrong_cells() {
    let rows = [
        format!("<row r=\"1\">{}{}</row>", cell("A1", "家庭人口"), cell("B1", "年可支配收入")),
        "<row r=\"2\"><c r=\"A2\"><f>1+3</f><v>4</v></c><c r=\"B2\"><f>[1]Sheet1!A1*2</f><v>30000</v></c></row>".into(),
        "<row r=\"3\"><c r=\"A3\"><v>4</v></c><c r=\"B3\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c></row>".into(),
    ];
    let more: [(&str, &[u8]); 2] = [
        ("xl/externalLinks/externalLink1.xml", b"<externalLink><externalBook r:id=\"rId1\"/></externalLink>"),
        ("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 no macro is ever opened"),
    ];
    let list = list(&xlsx(&rows.concat(), &more), None).unwrap();
    let rows = csv(&list);
    assert!(rows.lines().nth(1).unwrap().starts_with("4,30000,"), "{rows}");
    let wrong: Vec<String> = list.wrong(0).map(|cell| cell.to_string()).collect();
    assert_eq!(wrong, ["名单 B3（年可支配收入）“#DIV/0!”：公式出了错，请把它改成算好的数或字"]);
}

#[test]
fn a_merged_cell_counts_where_it_begins() {
    let rows = [
        format!("<row r=\"1\">{}{}{}</row>", cell("A1", "户编号"), cell("B1", "家庭人口"), cell("C1", "年可支配收入")),
        format!("<row r=\"2\">{}<c r=\"B2\"><v>2</v></c><c r=\"C2\"><v>9000</v></c></row>", cell("A2", "甲")),
        "<row r=\"3\"><c r=\"C3\"><v>8000</v></c></row>".to_owned(),
    ];
    // A household's number over two rows: both are its persons, whose money is added.
    let list = list(&xlsx(&rows.concat(), &[]), None).unwrap();
    assert_eq!(list.len(), 1);
    let household = list.household(0);
    let (id, _) = common::policy().find("年可支配收入").unwrap();
    let rules::Value::Number(income) = household.facts.get(id) else { panic!() };
    assert_eq!(income.as_point().map(rules::plain).as_deref(), Some("17000"));
}

#[test]
fn what_looks_like_a_formula_is_text_in_every_result() {
    let evil = ["=1+1", "+A1", "-cmd|' /C calc'!A0", "@SUM(A1)", "＝1"];
    let tame = ["-5", "+86 138-0000", "-", "甲=乙"];
    let mut text = String::from("家庭人口,备注\n");
    evil.iter().chain(&tame).for_each(|cell| text.push_str(&format!("4,{cell}\n")));
    let list = list(text.as_bytes(), None).unwrap();
    let lines = csv(&list);
    for cell in evil {
        assert!(lines.contains(&format!("4,'{cell},")), "{cell}");
    }
    for cell in tame {
        assert!(lines.contains(&format!("4,{cell},")), "{cell}");
    }
    let workbook = common::workbook(&list);
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(workbook)).unwrap();
    let mut seen = 0;
    for place in 0..zip.len() {
        let mut xml = String::new();
        std::io::Read::read_to_string(&mut zip.by_index(place).unwrap(), &mut xml).unwrap();
        assert!(!xml.contains("<f>"));
        seen += xml.matches(">=1+1</t>").count();
    }
    assert_eq!(seen, 1);
}

#[test]
fn rows_longer_than_the_headings_keep_their_cells() {
    let list = list("家庭人口,户主\n4,张三,电话,13800000000\n3,李四\n".as_bytes(), None).unwrap();
    let lines = csv(&list);
    assert!(lines.starts_with("\u{feff}家庭人口,户主,,,结果,结果代码,"), "{lines}");
    assert!(lines.contains("\n4,张三,电话,13800000000,"), "{lines}");
    assert!(lines.contains("\n3,李四,,,"), "{lines}");
}

#[test]
fn rows_of_a_text_are_numbered_as_a_spreadsheet_does_however_lines_end() {
    let text = "名单\n\n户主,家庭人口\n张三,4\n\n\"李\n四\",3\n王五,2";
    for (ending, last) in [("\n", ""), ("\r\n", ""), ("\r", ""), ("\n", "\n"), ("\r\n", "\r\n"), ("\r\n", "\r\n\r\n")] {
        let written = format!("{}{last}", text.replace('\n', ending));
        for bytes in [written.clone().into_bytes(), encoding_rs::GB18030.encode(&written).0.into_owned()] {
            let table = table(&bytes).unwrap();
            let rows: Vec<(u32, String)> = table.rows(0).map(|row| (row.number, row.cell(0).text().to_owned())).collect();
            let rows: Vec<(u32, &str)> = rows.iter().map(|(number, text)| (*number, text.as_str())).collect();
            assert_eq!(rows, [(1, "名单"), (3, "户主"), (4, "张三"), (6, "李\n四"), (7, "王五")], "{written:?}");
            assert_eq!(list(&bytes, None).unwrap().len(), 3, "{written:?}");
        }
    }
}
