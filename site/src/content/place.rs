//! A place: a county, a town or a village, and where its pages are.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::address::Address;

/// What a place is. The higher is the lesser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// 县（市、区）
    County,
    /// 镇（街）
    Town,
    /// 村（居）
    #[default]
    Village,
}

impl Level {
    /// All of them, as the file writes them.
    pub const WRITTEN: [(&'static str, Self); 3] = [("county", Self::County), ("town", Self::Town), ("village", Self::Village)];

    /// What people call it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::County => "县（市、区）",
            Self::Town => "镇（街）",
            Self::Village => "村（居）",
        }
    }
}

/// Where a QR code hangs or is shown: the end of its address tells the office's server which ones are scanned, and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    /// A poster on a board.
    Board,
    /// A leaflet in the hand.
    Leaflet,
    /// A screen.
    Screen,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Board, Self::Leaflet, Self::Screen];

    /// The end of the address.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Board => 'b',
            Self::Leaflet => 'l',
            Self::Screen => 's',
        }
    }
}

/// A county, a town or a village. There may be very many, so all that is said of one is one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// What it is.
    pub level: Level,
    /// Its id, name, number, address and contact, one after the other.
    words: Box<str>,
    /// Where the first four end.
    ends: [u32; 4],
}

impl Place {
    /// A place with its id, name, number, address and contact.
    #[must_use]
    pub fn new(level: Level, words: [&str; 5]) -> Self {
        let mut end = 0;
        let ends = words.map(|word| {
            end += word.len();
            u32::try_from(end).unwrap_or(u32::MAX)
        });
        let [id, name, phone, address, _] = ends;
        Self { level, words: words.concat().into(), ends: [id, name, phone, address] }
    }

    /// Its id: small letters, digits and hyphens.
    #[must_use]
    pub fn id(&self) -> &str {
        self.word(0)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.word(1)
    }

    /// The number to call; empty where it is unset.
    #[must_use]
    pub fn phone(&self) -> &str {
        self.word(2)
    }

    /// Where the office is; empty where it is unset.
    #[must_use]
    pub fn address(&self) -> &str {
        self.word(3)
    }

    /// Whom to ask for; empty where it is unset.
    #[must_use]
    pub fn contact(&self) -> &str {
        self.word(4)
    }

    /// One of the five; the last ends where all do.
    fn word(&self, at: usize) -> &str {
        let end = |at: usize| self.ends.get(at).and_then(|end| usize::try_from(*end).ok()).unwrap_or(self.words.len());
        self.words.get(at.checked_sub(1).map_or(0, end)..end(at)).unwrap_or_default()
    }

    /// Where its page is.
    #[must_use]
    pub fn page(&self) -> Address {
        Address::new(&format!("places/{}", self.id()))
    }

    /// Where its slides are.
    #[must_use]
    pub fn screen(&self) -> Address {
        Address::new(&format!("screen/{}", self.id()))
    }

    /// Where what hangs there is to be downloaded.
    #[must_use]
    pub fn publicity(&self) -> Address {
        Address::new(&format!("publicity/{}", self.id()))
    }

    /// Where its QR codes lead: `/p/ID/`, and for what hangs somewhere `/p/ID/b/`, `/l/` or `/s/`.
    #[must_use]
    pub fn short(&self, channel: Option<Channel>) -> Address {
        match channel {
            None => Address::new(&format!("p/{}", self.id())),
            Some(channel) => Address::new(&format!("p/{}/{}", self.id(), channel.letter())),
        }
    }
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut place = serializer.serialize_struct("Place", 6)?;
        place.serialize_field("id", self.id())?;
        place.serialize_field("name", self.name())?;
        place.serialize_field("level", &self.level)?;
        place.serialize_field("phone", self.phone())?;
        place.serialize_field("address", self.address())?;
        place.serialize_field("contact", self.contact())?;
        place.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_leads_to_a_short_address() {
        let place = Place::new(Level::Town, ["haikou", "海口镇", "", "", ""]);
        assert_eq!(place.short(None).as_str(), "/p/haikou/");
        assert_eq!(Channel::ALL.map(|channel| place.short(Some(channel)).to_string()), ["/p/haikou/b/", "/p/haikou/l/", "/p/haikou/s/"]);
    }

    #[test]
    fn what_is_said_of_a_place_is_told_apart() {
        let place = Place::new(Level::Village, ["v-1", "梅兰村", "0591-1", "", "林"]);
        assert_eq!([place.id(), place.name(), place.phone(), place.address(), place.contact()], ["v-1", "梅兰村", "0591-1", "", "林"]);
        let nothing = Place::default();
        assert_eq!([nothing.id(), nothing.name(), nothing.phone(), nothing.address(), nothing.contact()], [""; 5]);
    }
}
