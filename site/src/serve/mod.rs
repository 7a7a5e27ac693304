//! The site on this machine while its content is being written: made once, then made anew as far as a change reaches.

mod folder;
mod server;
mod site;
mod watch;

pub use server::{INTAKE, Server, address, told_to_stop};
pub use site::LiveSite;
pub use watch::{Heard, Watch, watch};
