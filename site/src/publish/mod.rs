//! Files for machines: the site map, the feed, what servers need to know, and what browsers need that keep the site.

mod feed;
mod manifest;
mod offline;
mod servers;
mod sitemap;

pub use feed::feed;
pub use manifest::{MANIFEST, manifest};
pub use offline::{NO_NETWORK, Site, VERSION, WORKER, version, version_file, worker};
pub use servers::servers;
pub use sitemap::{robots, sitemap};
