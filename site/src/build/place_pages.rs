//! The pages of places: whom to call, what a QR code opens, slides for a television.

use std::sync::Arc;

use tera::Context;

use crate::announce;
use crate::content::{Address, Channel, FrontMatter, Level, Message, Place};
use crate::view::{CodeView, PlaceView, below};

use super::generate::Workshop;
use super::page::Rendered;
use super::press::{Draft, canonical};

impl Workshop<'_> {
    /// A place with all its pages told.
    pub(super) fn place(&self, place: &Place) -> Arc<Rendered> {
        self.unit(place.page().as_str().to_owned(), (self.inputs.tables, self.said), || {
            let all = self.pages(place);
            // A site that is served is changed file by file. No list names a file of a village.
            let told = self.is_live() || place.level != Level::Village;
            if told { all.shrunk() } else { all.folded().shrunk() }
        })
    }

    /// All pages of a place.
    pub(super) fn pages(&self, place: &Place) -> Rendered {
        let mut all = self.contacts(place);
        all.extend(self.short(place));
        all.extend(self.slides(Some(place)));
        all
    }

    /// Whom to call.
    fn contacts(&self, place: &Place) -> Rendered {
        let address = place.page();
        let mut context = self.context(place, &address);
        context.insert("list", &below(place, &self.inputs.places, &address.root()));
        context.insert("offers", &self.offers(place, &address.root()));
        let matter =
            FrontMatter {
                title: place.name().to_owned(), description: format!("{}的联系方式", place.name()), ..FrontMatter::default()
            };
        self.send(Draft::new(address, "place.html", matter, context), None)
    }

    /// What codes open: the same for all that hang somewhere.
    fn short(&self, place: &Place) -> Rendered {
        let [board, leaflet, screen] = Channel::ALL.map(|channel| place.short(Some(channel)));
        let matter = || FrontMatter { title: place.name().to_owned(), ..FrontMatter::default() };
        let mut all = Rendered::default();
        for (address, copies) in [(place.short(None), Vec::new()), (board, vec![leaflet, screen])] {
            let context = self.context(place, &address);
            let part = self.send(Draft { copies, ..Draft::new(address, "short.html", matter(), context) }, None);
            // They are alike: links of the first stand for those of all.
            let is_first = self.inputs.places.all().first().is_some_and(|first| std::ptr::eq(first, place));
            all.extend(if is_first { part } else { Rendered { pages: Vec::new(), ..part } });
        }
        all
    }

    fn context(&self, place: &Place, address: &Address) -> Context {
        let mut context = Context::new();
        context.insert("place", &PlaceView::new(place, &self.inputs.places, &self.inputs.settings, &address.root()));
        context
    }

    /// Slides that name no place.
    pub(super) fn screen(&self) -> Arc<Rendered> {
        self.unit("screen".into(), self.said, || self.slides(None))
    }

    /// Slides for a television.
    fn slides(&self, place: Option<&Place>) -> Rendered {
        let address = place.map_or_else(|| Address::new("screen"), Place::screen);
        let base = self.inputs.settings.base_url.as_str();
        let target = place.map_or_else(|| Address::new(""), |place| place.short(Some(Channel::Screen)));
        let mut context = match place {
            Some(place) => self.context(place, &address),
            None => Context::new(),
        };
        // Most sites have no message that names a place.
        let own = place.filter(|_| self.inputs.messages.iter().any(Message::is_local)).zip(self.in_force);
        match own {
            Some((place, policy)) => context.insert("slides", &announce::slides(self.inputs, policy, Some(place))),
            None => context.insert("slides", &self.slides),
        }
        context.insert("code", &Some(base).filter(|base| !base.is_empty()).and_then(|base| CodeView::new(&canonical(base, &target))));
        let title = place.map_or_else(|| "电视画面".to_owned(), |place| format!("{}的电视画面", place.name()));
        let matter =
            FrontMatter {
                title, description: "店里、大厅里的电视打开这一页，就一直轮着放。".to_owned(), ..FrontMatter::default()
            };
        self.send(Draft::new(address, "screen.html", matter, context), None)
    }
}
