//! Files for machines: the site map, the feed, and what servers need to know.

mod feed;
mod servers;
mod sitemap;

pub use feed::feed;
pub use servers::servers;
pub use sitemap::{robots, sitemap};
