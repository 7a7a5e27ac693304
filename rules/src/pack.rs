//! The calculator's file: a checked policy in bytes.
//!
//! Own code, because its reader travels to the browser: derived readers of a general format are several times its size.
//! Behind the version stand the length of all words, the words, and then the structure: like compresses best beside like.
//! Each text of the words ends with a byte that no text holds, and is read where the structure comes to it. Whole numbers
//! are LEB128.
//!
//! Whoever reads it trusts nothing: any bytes give a policy or `None`.

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
        let (&VERSION, structure) = bytes.split_first()? else { return None };
        let mut reader = Reader { structure, words: &[], depth: 0 };
        let length = reader.number()?.try_into().ok()?;
        (reader.words, reader.structure) = reader.structure.split_at_checked(length)?;
        let policy = Self::take(&mut reader)?;
        (reader.words.is_empty() && reader.structure.is_empty()).then_some(policy)
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
}

impl<'b> Reader<'b> {
    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.structure.split_first()?;
        self.structure = rest;
        Some(*byte)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        let mut shift = 0;
        loop {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F).checked_shl(shift)?;
            shift += 7;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
    }

    fn text(&mut self) -> Option<&'b str> {
        let end = self.words.iter().position(|byte| *byte == END)?;
        let (text, rest) = self.words.split_at_checked(end)?;
        self.words = rest.get(1..)?;
        core::str::from_utf8(text).ok()
    }

    /// Reads what stands inside something else.
    fn inside<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.depth += 1;
        let inner = if self.depth > DEEPEST { None } else { read(self) };
        self.depth -= 1;
        inner
    }
}

/// What can stand in the file.
trait Packed: Sized {
    fn put(&self, writer: &mut Writer);
    fn take(reader: &mut Reader<'_>) -> Option<Self>;
}

/// A structure: its fields one after another.
macro_rules! structure {
    ($type:ident: $($field:tt)*) => {
        impl Packed for $type {
            fn put(&self, writer: &mut Writer) {
                $(self.$field.put(writer);)*
            }

            fn take(reader: &mut Reader<'_>) -> Option<Self> {
                Some(Self { $($field: Packed::take(reader)?),* })
            }
        }
    };
}

/// One of several: a byte for which, and what it holds.
macro_rules! choice {
    ($type:ident: $($tag:literal $variant:ident $(($($field:ident)*))? $({$($named:ident)*})?),*) => {
        impl Packed for $type {
            fn put(&self, writer: &mut Writer) {
                match self {
                    $(Self::$variant $(($($field),*))? $({$($named),*})? => {
                        writer.structure.push($tag);
                        $($($field.put(writer);)*)?
                        $($($named.put(writer);)*)?
                    })*
                }
            }

            fn take(reader: &mut Reader<'_>) -> Option<Self> {
                Some(match reader.byte()? {
                    $($tag => {
                        $($(let $field = Packed::take(reader)?;)*)?
                        $($(let $named = Packed::take(reader)?;)*)?
                        Self::$variant $(($($field),*))? $({$($named),*})?
                    })*
                    _ => return None,
                })
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

            fn take(reader: &mut Reader<'_>) -> Option<Self> {
                reader.number()?.try_into().ok()
            }
        })*
    };
}

structure!(Policy: id revision documents clauses rules order);
structure!(DocumentInfo: id title number issuer issued area);
structure!(Clause: id title document);
structure!(Rule: name clause kind);
choice!(Kind: 0 Parameter(parameter), 1 Question(question), 2 Define(define), 3 Test(test), 4 Outcome(test), 5 Alert(alert),
    6 Measure(measure), 7 Assume(text));
structure!(Parameter: unit percent yes_no values domain min_of max_of decided_by note);
structure!(Dated: from until value source reference review);
choice!(Setting: 0 Truth(value), 1 Number(value));
structure!(Question: ask kind unit domain options help when bands);
choice!(QuestionKind: 0 Money, 1 Count, 2 Number, 3 YesNo, 4 Choice, 5 Choices);
structure!(Define: value unit percent note);
structure!(Test: when note);
structure!(Alert: when message raise);
structure!(Measure: when amount service per period apply);

structure!(Text: 0);
choice!(Part: 0 Words(words), 1 Figure(figure), 2 Bare(figure));

choice!(Expr: 0 Number {value unit percent}, 1 Truth(value), 2 Rule(id), 3 Is(id options), 4 Has(id option), 5 Any(id), 6 Not(inner),
    7 And(parts), 8 Or(parts), 9 Compare(relation left right), 10 Arithmetic(operator left right), 11 Negate(inner), 12 Min(parts),
    13 Max(parts), 14 If(condition then otherwise));
choice!(Relation: 0 Less, 1 AtMost, 2 Equal, 3 Unequal, 4 AtLeast, 5 Greater);
choice!(Arithmetic: 0 Add, 1 Subtract, 2 Multiply, 3 Divide);

structure!(Unit: factors);
whole!(u8 u16 u64);

impl Packed for bool {
    fn put(&self, writer: &mut Writer) {
        writer.structure.push((*self).into());
    }

    fn take(reader: &mut Reader<'_>) -> Option<Self> {
        match reader.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Packed for i16 {
    fn put(&self, writer: &mut Writer) {
        self.cast_unsigned().put(writer);
    }

    fn take(reader: &mut Reader<'_>) -> Option<Self> {
        u16::take(reader).map(u16::cast_signed)
    }
}

impl Packed for String {
    fn put(&self, writer: &mut Writer) {
        writer.text(self);
    }

    fn take(reader: &mut Reader<'_>) -> Option<Self> {
        reader.text().map(Self::from)
    }
}

impl Packed for Decimal {
    fn put(&self, writer: &mut Writer) {
        writer.text(&number::plain(*self));
    }

    fn take(reader: &mut Reader<'_>) -> Option<Self> {
        number::parse(reader.text()?)
    }
}

impl Packed for Interval {
    fn put(&self, writer: &mut Writer) {
        (self.low(), self.high()).put(writer);
    }

    fn take(reader: &mut Reader<'_>) -> Option<Self> {
        let (low, high) = Packed::take(reader)?;
        Self::new(low, high)
    }
}

impl Packed for Date {
    fn put(&self, writer: &mut Writer) {
        self.year().put(writer);
        self.month().put(writer);
        self.day().put(writer);
    }

    fn take(reader: &mut Reader<'_>) -> Option<Self> {
        Self::new(Packed::take(reader)?, Packed::take(reader)?, Packed::take(reader)?)
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn put(&self, writer: &mut Writer) {
        self.0.put(writer);
        self.1.put(writer);
    }

    fn take(reader: &mut Reader<'_>) -> Option<Self> {
        Some((A::take(reader)?, B::take(reader)?))
    }
}

impl<T: Packed> Packed for Option<T> {
    fn put(&self, writer: &mut Writer) {
        self.is_some().put(writer);
        if let Some(value) = self {
            value.put(writer);
        }
    }

    fn take(reader: &mut Reader<'_>) -> Option<Self> {
        if bool::take(reader)? { T::take(reader).map(Some) } else { Some(None) }
    }
}

impl<T: Packed> Packed for Box<T> {
    fn put(&self, writer: &mut Writer) {
        T::put(self, writer);
    }

    fn take(reader: &mut Reader<'_>) -> Option<Self> {
        reader.inside(T::take).map(Self::new)
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn put(&self, writer: &mut Writer) {
        writer.number(self.len() as u64);
        for item in self {
            item.put(writer);
        }
    }

    fn take(reader: &mut Reader<'_>) -> Option<Self> {
        let count = reader.number()?;
        reader.inside(|reader| {
            // The room is taken as items come: a count alone may promise anything, but every item takes a byte.
            let mut items = Self::new();
            for _ in 0..count {
                items.push(T::take(reader)?);
            }
            Some(items)
        })
    }
}
