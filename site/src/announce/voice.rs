//! Scripts said by the machine, to hear how long they take: by eSpeak NG, where it is installed.

use std::io::Write;
use std::process::{Command, Stdio};

use publicity::{PACE, Script};

/// The program.
const PROGRAM: &str = "espeak-ng";

/// How fast it can speak, in its own words a minute; a Chinese character is one.
const SPEEDS: (usize, usize) = (80, 450);

/// Samples of which one is kept: it is a measure of time, and a quarter of the size.
const THINNED: usize = 2;

/// What says scripts.
#[derive(Clone, Copy, Debug)]
pub struct Voice(());

impl Voice {
    /// The voice of this machine; `None` where it has none.
    #[must_use]
    pub fn find() -> Option<Self> {
        let mut asked = Command::new(PROGRAM);
        let answer = asked.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        answer.is_ok_and(|status| status.success()).then_some(Self(()))
    }

    /// A WAV that takes as long as somebody who reads at the pace of the script.
    pub(super) fn wav(self, script: &Script) -> Result<Vec<u8>, String> {
        let text = script.sentences.concat();
        // It makes pauses of its own: said once, its length tells how fast it has to speak.
        let first = Sound::of(&text, PACE)?;
        let wanted = script.characters() * 60 * first.rate / PACE.max(1);
        let speed = (PACE * first.samples.len() / wanted.max(1)).clamp(SPEEDS.0, SPEEDS.1);
        Ok(Sound::of(&text, speed)?.wav())
    }
}

/// What was said: samples of 8 bits.
struct Sound {
    rate: usize,
    samples: Vec<u8>,
}

impl Sound {
    fn of(text: &str, speed: usize) -> Result<Self, String> {
        let mut command = Command::new(PROGRAM);
        command.args(["-v", "cmn", "-b", "1", "--stdin", "--stdout", "-s"]).arg(speed.to_string());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().map_err(told)?;
        let mut input = child.stdin.take().ok_or("写不进去")?;
        input.write_all(text.as_bytes()).map_err(told)?;
        drop(input);
        let output = child.wait_with_output().map_err(told)?;
        Self::read(&output.stdout).filter(|sound| output.status.success() && !sound.samples.is_empty()).ok_or_else(|| "没有声音".to_owned())
    }

    /// Reads what the program writes: a header of 44 bytes, then samples of 16 bits.
    fn read(bytes: &[u8]) -> Option<Self> {
        let rate = bytes.get(24..28).and_then(|rate| rate.try_into().ok()).map(u32::from_le_bytes)?;
        let samples = bytes.get(44..)?.chunks_exact(2 * THINNED);
        // The upper byte of a sample, from the middle up.
        let samples = samples.filter_map(|sample| Some(sample.get(1)? ^ 0x80)).collect();
        Some(Self { rate: usize::try_from(rate).ok()? / THINNED, samples })
    }

    fn wav(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(44 + self.samples.len());
        let number = |value: usize, bytes: usize| value.to_le_bytes().into_iter().take(bytes).collect::<Vec<u8>>();
        out.extend(b"RIFF");
        out.extend(number(36 + self.samples.len(), 4));
        out.extend(b"WAVEfmt ");
        // Samples as they are, one channel, so many of one byte a second.
        for (value, bytes) in [(16, 4), (1, 2), (1, 2), (self.rate, 4), (self.rate, 4), (1, 2), (8, 2)] {
            out.extend(number(value, bytes));
        }
        out.extend(b"data");
        out.extend(number(self.samples.len(), 4));
        out.extend(&self.samples);
        out
    }
}

fn told(error: std::io::Error) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_is_thinned_and_written_as_a_wav() {
        let mut said = vec![0; 44];
        said[24..28].copy_from_slice(&22_050_u32.to_le_bytes());
        said.extend([0x00, 0x00, 0x11, 0x11, 0xFF, 0x7F, 0x22, 0x22]);
        let wav = Sound::read(&said).unwrap().wav();
        assert_eq!((&wav[..4], &wav[8..16], wav.len()), (&b"RIFF"[..], &b"WAVEfmt "[..], 46));
        assert_eq!(u32::from_le_bytes(wav[24..28].try_into().unwrap()), 11_025);
        // Silence is the middle, the loudest sample the highest.
        assert_eq!(&wav[44..], [0x80, 0xFF]);
    }
}
