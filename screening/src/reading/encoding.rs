//! Text in the encodings that offices save: found out by the whole of it, then decoded as it is read.

use std::io::{self, Read, Seek, SeekFrom};

use encoding_rs::{Decoder, DecoderResult, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::fault::Refusal;

/// How characters were written as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a mark at its start.
    Utf8,
    /// GB 18030, of which GBK and GB 2312 are parts.
    Gb18030,
    /// UTF-16 with a mark at its start, as Excel saves 「Unicode 文本」.
    Utf16,
}

const BLOCK: usize = 1 << 16;

/// Finds out how a text was written: by its mark, or else the first encoding in which all of it can be read.
pub(super) fn find<R: Read + Seek>(input: &mut R) -> Result<&'static encoding_rs::Encoding, Refusal> {
    let mut start = Vec::new();
    input.seek(SeekFrom::Start(0))?;
    input.by_ref().take(2).read_to_end(&mut start)?;
    let candidates = match start.as_slice() {
        [0xff, 0xfe] => &[UTF_16LE][..],
        [0xfe, 0xff] => &[UTF_16BE],
        _ => &[UTF_8, GB18030],
    };
    for encoding in candidates {
        if readable(input, encoding.new_decoder_with_bom_removal())? {
            input.seek(SeekFrom::Start(0))?;
            return Ok(encoding);
        }
    }
    Err(Refusal::new("认不出这个文件：不是 Excel 表格，也不是 UTF-8 或 GB18030 编码的 CSV。请用 Excel 打开，另存为 .xlsx 再试"))
}

/// Whether every byte belongs to a character, and none to what no text holds.
fn readable<R: Read + Seek>(input: &mut R, mut decoder: Decoder) -> Result<bool, Refusal> {
    input.seek(SeekFrom::Start(0))?;
    let (mut bytes, mut letters) = (vec![0; BLOCK], vec![0; BLOCK * 3 + 16]);
    loop {
        let read = input.read(&mut bytes)?;
        let (result, _, written) =
            decoder.decode_to_utf8_without_replacement(bytes.get(..read).unwrap_or_default(), &mut letters, read == 0);
        let unfit = letters.get(..written).unwrap_or_default().contains(&0);
        if unfit || matches!(result, DecoderResult::Malformed(..)) {
            return Ok(false);
        }
        if read == 0 {
            return Ok(true);
        }
    }
}

/// Text in UTF-8, whatever it was written in, in which every line ends with a line feed, the last one, too. So much and no more can be read before [`Decoded::allow`] is called again.
pub(super) struct Decoded<R> {
    input: R,
    decoder: Decoder,
    bytes: Vec<u8>,
    /// What was decoded; as many bytes as `from` of it were read, as many as `to` are there.
    letters: Vec<u8>,
    from: usize,
    to: usize,
    ended: bool,
    /// Whether the last letter was a carriage return, and whether it ended a line.
    returned: bool,
    whole: bool,
    allowed: usize,
    pub(super) consumed: u64,
}

impl<R> std::fmt::Debug for Decoded<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoded").field("consumed", &self.consumed).finish_non_exhaustive()
    }
}

impl<R: Read> Decoded<R> {
    pub(super) fn new(input: R, encoding: &'static encoding_rs::Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        // Three bytes for each, and what the decoder still held: all of a block always has room.
        let letters = vec![0; BLOCK * 3 + 16];
        let (bytes, allowed) = (vec![0; BLOCK], usize::MAX);
        Self { input, decoder, bytes, letters, from: 0, to: 0, ended: false, returned: false, whole: true, allowed, consumed: 0 }
    }

    pub(super) fn into_input(self) -> R {
        self.input
    }

    pub(super) fn allow(&mut self, letters: usize) {
        self.allowed = letters;
    }

    /// Decodes the next block.
    fn fill(&mut self) -> io::Result<()> {
        let read = self.input.read(&mut self.bytes)?;
        self.ended = read == 0;
        self.consumed += u64::try_from(read).unwrap_or(0);
        let bytes = self.bytes.get(..read).unwrap_or_default();
        self.letters.resize(BLOCK * 3 + 16, 0);
        let (_, _, written, _) = self.decoder.decode_to_utf8(bytes, &mut self.letters, self.ended);
        self.letters.truncate(written);
        self.end_lines();
        (self.from, self.to) = (0, self.letters.len());
        Ok(())
    }

    /// Gives each line of what was decoded its line feed, and nothing else.
    fn end_lines(&mut self) {
        if self.returned || self.letters.contains(&b'\r') {
            let mut returned = self.returned;
            self.letters.retain_mut(|letter| {
                let second = returned && *letter == b'\n';
                returned = *letter == b'\r';
                if returned {
                    *letter = b'\n';
                }
                !second
            });
            self.returned = returned;
        }
        if let Some(last) = self.letters.last() {
            self.whole = *last == b'\n';
        }
        if self.ended && !self.whole {
            self.letters.push(b'\n');
            self.whole = true;
        }
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.from == self.to && !self.ended {
            self.fill()?;
        }
        let mut rest = self.letters.get(self.from..self.to).unwrap_or_default();
        let read = rest.read(out)?;
        self.from += read;
        self.allowed = self.allowed.checked_sub(read).ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
        Ok(read)
    }
}
