//! The calculator's file: a checked policy in bytes.
//!
//! Own code, because its reader travels to the browser: derived readers of a general format are several times its size.
//! Behind the version stand the length of all words, the words, and then the structure: like compresses best beside like.
//! Each text of the words ends with a byte that no text holds, and is read where the structure comes to it. Whole numbers
//! are LEB128.
//!
//! Whoever reads it trusts nothing: any bytes give a policy or `None`. From the first fault on the reader gives zeros and
//! empty texts, so that every list and expression comes to its end; whoever asked learns of it when all is read. A reader
//! that turns back at the fault has to clear away what it has, at every place anew, and weighs twice as much.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use rust_decimal::Decimal;

use crate::date::Date;
use crate::expr::{Arithmetic, Expr, Relation};
use crate::interval::Interval;
use crate::number;
use crate::policy::{
    Alert, Clause, Dated, Define, DocumentInfo, Kind, Measure, Parameter, Policy, Question, QuestionKind, Rule, Setting, Test,
};
use crate::text::{Part, Text};
use crate::unit::Unit;

/// The first byte; another one for every change of the format.
const VERSION: u8 = 1;

/// What stands behind each text; UTF-8 has no such byte.
const END: u8 = 0xFF;

/// How deep lists and expressions may stand inside one another: more than any policy that was checked has.
const DEEPEST: usize = 100;

impl Policy {
    /// The policy as the calculator's file.
    #[must_use]
    pub fn pack(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        self.put(&mut writer);
        let mut head = Writer { structure: alloc::vec![VERSION], ..Writer::default() };
        head.number(writer.words.len() as u64);
        [head.structure, writer.words, writer.structure].concat()
    }

    /// Reads what [`Policy::pack`] wrote; `None` where it is anything else.
    #[must_use]
    pub fn unpack(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader { structure: bytes, words: &[], depth: 0, failed: false };
        if reader.byte() != VERSION {
            return None;
        }
        let length = reader.whole();
        (reader.words, reader.structure) = reader.structure.split_at_checked(length)?;
        let policy = Self::take(&mut reader);
        (!reader.failed && reader.words.is_empty() && reader.structure.is_empty()).then_some(policy)
    }
}

#[derive(Default)]
struct Writer {
    structure: Vec<u8>,
    words: Vec<u8>,
}

impl Writer {
    fn number(&mut self, mut number: u64) {
        while number > 0x7F {
            self.structure.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.structure.push(number as u8);
    }

    fn text(&mut self, text: &str) {
        self.words.extend_from_slice(text.as_bytes());
        self.words.push(END);
    }
}

/// What is left to be read.
struct Reader<'b> {
    structure: &'b [u8],
    words: &'b [u8],
    depth: usize,
    failed: bool,
}

impl<'b> Reader<'b> {
    /// Nothing more can be read.
    fn fail(&mut self) {
        (self.structure, self.words, self.failed) = (&[], &[], true);
    }

    fn byte(&mut self) -> u8 {
        let Some((byte, rest)) = self.structure.split_first() else {
            self.fail();
            return 0;
        };
        self.structure = rest;
        *byte
    }

    fn number(&mut self) -> u64 {
        let mut number = 0;
        let mut shift = 0;
        loop {
            let byte = self.byte();
            number |= u64::from(byte & 0x7F).checked_shl(shift).unwrap_or(0);
            shift += 7;
            if byte & 0x80 == 0 {
                return number;
            }
        }
    }

    /// A number of a smaller type.
    fn whole<T: TryFrom<u64> + Default>(&mut self) -> T {
        let number = self.number().try_into().ok();
        self.sound(number).unwrap_or_default()
    }

    fn text(&mut self) -> &'b str {
        let mut texts = self.words.splitn(2, |byte| *byte == END);
        let text = texts.next().and_then(|text| core::str::from_utf8(text).ok());
        match text.zip(texts.next()) {
            Some((text, rest)) => {
                self.words = rest;
                text
            }
            None => {
                self.fail();
                ""
            }
        }
    }

    /// What was read, where it makes sense.
    fn sound<T>(&mut self, read: Option<T>) -> Option<T> {
        if read.is_none() {
            self.fail();
        }
        read
    }

    /// Reads what stands inside something else.
    fn inside<T: Packed>(&mut self) -> T {
        self.depth += 1;
        if self.depth > DEEPEST {
            self.fail();
        }
        let inner = T::take(self);
        self.depth -= 1;
        inner
    }
}

/// What can stand in the file.
trait Packed: Sized {
    fn put(&self, writer: &mut Writer);
    fn take(reader: &mut Reader<'_>) -> Self;
}

/// A structure: its fields one after another.
macro_rules! structure {
    ($type:ident: $($field:tt)*) => {
        impl Packed for $type {
            fn put(&self, writer: &mut Writer) {
                $(self.$field.put(writer);)*
            }

            fn take(reader: &mut Reader<'_>) -> Self {
                Self { $($field: Packed::take(reader)),* }
            }
        }
    };
}

/// One of several: a byte for which, and what it holds. The first one holds no other of its own type.
macro_rules! choice {
    ($type:ident: $first:ident $(($($part:ident)*))? $({$($named:ident)*})?, $($tag:literal $variant:ident $(($($field:ident)*))?),*) => {
        impl Packed for $type {
            fn put(&self, writer: &mut Writer) {
                match self {
                    Self::$first $(($($part),*))? $({$($named),*})? => {
                        writer.structure.push(0);
                        $($($part.put(writer);)*)?
                        $($($named.put(writer);)*)?
                    }
                    $(Self::$variant $(($($field),*))? => {
                        writer.structure.push($tag);
                        $($($field.put(writer);)*)?
                    })*
                }
            }

            fn take(reader: &mut Reader<'_>) -> Self {
                match reader.byte() {
                    $($tag => {
                        $($(let $field = Packed::take(reader);)*)?
                        Self::$variant $(($($field),*))?
                    })*
                    first => {
                        if first != 0 {
                            reader.fail();
                        }
                        $($(let $part = Packed::take(reader);)*)?
                        $($(let $named = Packed::take(reader);)*)?
                        Self::$first $(($($part),*))? $({$($named),*})?
                    }
                }
            }
        }
    };
}

/// A whole number.
macro_rules! whole {
    ($($type:ty)*) => {
        $(impl Packed for $type {
            fn put(&self, writer: &mut Writer) {
                writer.number((*self).into());
            }

            fn take(reader: &mut Reader<'_>) -> Self {
                reader.whole()
            }
        })*
    };
}

structure!(Policy: id revision documents clauses rules order);
structure!(DocumentInfo: id title number issuer issued area);
structure!(Clause: id title document);
structure!(Rule: name clause kind);
choice!(Kind: Parameter(parameter), 1 Question(question), 2 Define(define), 3 Test(test), 4 Outcome(test), 5 Alert(alert),
    6 Measure(measure), 7 Assume(text));
structure!(Parameter: unit percent yes_no values domain min_of max_of decided_by note);
structure!(Dated: from until value source reference review);
choice!(Setting: Truth(value), 1 Number(value));
structure!(Question: ask kind unit domain options help when bands usual);
choice!(QuestionKind: Money, 1 Count, 2 Number, 3 YesNo, 4 Choice, 5 Choices);
structure!(Define: value unit percent note);
structure!(Test: when note);
structure!(Alert: when message raise);
structure!(Measure: when amount service per period apply);

structure!(Text: 0);
choice!(Part: Words(words), 1 Figure(figure), 2 Bare(figure));

choice!(Expr: Number {value unit percent}, 1 Truth(value), 2 Rule(id), 3 Is(id options), 4 Has(id option), 5 Any(id), 6 Not(inner),
    7 And(parts), 8 Or(parts), 9 Compare(relation left right), 10 Arithmetic(operator left right), 11 Negate(inner), 12 Min(parts),
    13 Max(parts), 14 If(condition then otherwise));
choice!(Relation: Less, 1 AtMost, 2 Equal, 3 Unequal, 4 AtLeast, 5 Greater);
choice!(Arithmetic: Add, 1 Subtract, 2 Multiply, 3 Divide);

structure!(Unit: factors);
whole!(u8 u16 u64);

impl Packed for bool {
    fn put(&self, writer: &mut Writer) {
        writer.structure.push((*self).into());
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        let byte = reader.byte();
        if byte > 1 {
            reader.fail();
        }
        byte == 1
    }
}

impl Packed for i16 {
    fn put(&self, writer: &mut Writer) {
        self.cast_unsigned().put(writer);
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        u16::take(reader).cast_signed()
    }
}

impl Packed for String {
    fn put(&self, writer: &mut Writer) {
        writer.text(self);
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        reader.text().into()
    }
}

impl Packed for Decimal {
    fn put(&self, writer: &mut Writer) {
        writer.text(&number::plain(*self));
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        let value = number::parse(reader.text());
        reader.sound(value).unwrap_or_default()
    }
}

impl Packed for Interval {
    fn put(&self, writer: &mut Writer) {
        self.low().put(writer);
        self.high().put(writer);
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        let interval = Self::new(Packed::take(reader), Packed::take(reader));
        reader.sound(interval).unwrap_or(Self::ANY)
    }
}

impl Packed for Date {
    fn put(&self, writer: &mut Writer) {
        self.year().put(writer);
        self.month().put(writer);
        self.day().put(writer);
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        let date = Self::new(Packed::take(reader), Packed::take(reader), Packed::take(reader));
        reader.sound(date).unwrap_or(Self::FIRST)
    }
}

impl Packed for (String, i16) {
    fn put(&self, writer: &mut Writer) {
        self.0.put(writer);
        self.1.put(writer);
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        (Packed::take(reader), Packed::take(reader))
    }
}

impl<T: Packed> Packed for Option<T> {
    fn put(&self, writer: &mut Writer) {
        self.is_some().put(writer);
        if let Some(value) = self {
            value.put(writer);
        }
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        bool::take(reader).then(|| T::take(reader))
    }
}

impl<T: Packed> Packed for Box<T> {
    fn put(&self, writer: &mut Writer) {
        T::put(self, writer);
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        Self::new(reader.inside())
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn put(&self, writer: &mut Writer) {
        writer.number(self.len() as u64);
        for item in self {
            item.put(writer);
        }
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        // A count may promise anything, so room is taken as items come: each of them takes a byte.
        let mut items = Self::new();
        let mut left = reader.number();
        while left > 0 && !reader.failed {
            items.push(reader.inside());
            left -= 1;
        }
        items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_as_short_as_they_can_be() {
        for (number, bytes) in
            [(0, &[0][..]), (127, &[127]), (128, &[0x80, 1]), (300, &[0xAC, 2]), (16_383, &[0xFF, 0x7F]), (16_384, &[0x80, 0x80, 1])]
        {
            let mut writer = Writer::default();
            writer.number(number);
            assert_eq!(writer.structure, bytes, "{number}");
            let mut reader = Reader { structure: bytes, words: &[], depth: 0, failed: false };
            assert_eq!((reader.number(), reader.structure.len(), reader.failed), (number, 0, false));
        }
    }
}
