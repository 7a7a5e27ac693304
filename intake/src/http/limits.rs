//! How much is taken from one address, and from all together. Addresses are kept in memory only, as numbers that mean nothing
//! to another process, and no more of them than a fixed count.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use axum::http::HeaderMap;

/// How many addresses are remembered.
const REMEMBERED: usize = 100_000;

/// The part of what all together may send at once that is kept for whoever has sent less.
///
/// An address that has used none of its own is served to the last; one that has used all of it only while this part is left; in
/// between in proportion. So those who send too much are the first to be told to come again, and nobody is while there is enough.
const KEPT: f64 = 0.5;

/// What is allowed.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// From one address.
    pub address: Rate,
    /// From all together.
    pub all: Rate,
    /// How many connections are open at most.
    pub connections: usize,
    /// How many of them from one address, so that nobody takes all by saying nothing; a proxy and this machine may have them all.
    pub connections_each: usize,
    /// Whether the address stands in `X-Forwarded-For`, because a proxy passes requests on.
    pub behind_proxy: bool,
}

/// So many at once, and so many a second from then on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// At once.
    pub burst: f64,
    /// A second.
    pub per_second: f64,
}

impl Default for Limits {
    /// A village can be behind one address, so one address gets more than one household would need.
    fn default() -> Self {
        Self {
            address: Rate { burst: 60.0, per_second: 1.0 },
            all: Rate { burst: 2000.0, per_second: 1000.0 },
            connections: 12_000,
            connections_each: 1_000,
            behind_proxy: false,
        }
    }
}

/// Counts what is taken.
#[derive(Debug)]
pub struct Limiter {
    address: Rate,
    all: Rate,
    hasher: RandomState,
    buckets: Mutex<Buckets>,
}

#[derive(Debug)]
struct Buckets {
    all: Bucket,
    addresses: HashMap<u64, Bucket>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Bucket {
    fn full(rate: Rate, at: Instant) -> Self {
        Self { left: rate.burst, at }
    }

    /// Fills up for the time that has passed; how long to wait where less than `needed` is left.
    fn fill(&mut self, rate: Rate, needed: f64, now: Instant) -> Result<(), Duration> {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.left = (self.left + passed * rate.per_second).min(rate.burst);
        self.at = now;
        if self.left < needed { Err(Duration::from_secs_f64((needed - self.left) / rate.per_second)) } else { Ok(()) }
    }

    /// The part that was used and has not come back.
    fn used(&self, rate: Rate) -> f64 {
        1.0 - self.left / rate.burst
    }
}

impl Limiter {
    /// A limiter that has taken nothing yet.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        let buckets = Buckets { all: Bucket::full(limits.all, Instant::now()), addresses: HashMap::new() };
        Self { address: limits.address, all: limits.all, hasher: RandomState::new(), buckets: Mutex::new(buckets) }
    }

    /// Takes one request from an address; `None` is this machine, which is limited by what all may only.
    ///
    /// # Errors
    ///
    /// After how many seconds to come again.
    pub fn take(&self, address: Option<IpAddr>, now: Instant) -> Result<(), u64> {
        let Ok(mut buckets) = self.buckets.lock() else { return Err(1) };
        let Buckets { all, addresses } = &mut *buckets;
        let number = address.map(|address| self.hasher.hash_one(prefix(address)));
        // Who is over the limit takes nothing away from the others.
        let mut needed = 1.0;
        if let Some(number) = number {
            if addresses.len() >= REMEMBERED && !addresses.contains_key(&number) {
                forget(addresses, self.address, now);
            }
            let own = addresses.entry(number).or_insert_with(|| Bucket::full(self.address, now));
            own.fill(self.address, 1.0, now).map_err(seconds)?;
            needed += own.used(self.address) * KEPT * self.all.burst;
        }
        all.fill(self.all, needed, now).map_err(seconds)?;
        all.left -= 1.0;
        if let Some(bucket) = number.and_then(|number| addresses.get_mut(&number)) {
            bucket.left -= 1.0;
        }
        Ok(())
    }
}

/// Forgets the addresses that may do everything again, and where there are none, all.
fn forget(addresses: &mut HashMap<u64, Bucket>, rate: Rate, now: Instant) {
    addresses.retain(|_, bucket| bucket.left + now.saturating_duration_since(bucket.at).as_secs_f64() * rate.per_second < rate.burst);
    if addresses.len() >= REMEMBERED {
        addresses.clear();
    }
}

fn seconds(wait: Duration) -> u64 {
    wait.as_secs().saturating_add(1)
}

/// Who has an address of IPv6 has a whole network of them.
pub fn prefix(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        address => address,
    }
}

/// The address that a request counts for; `None` for this machine.
#[must_use]
pub fn address(peer: Option<IpAddr>, headers: &HeaderMap, behind_proxy: bool) -> Option<IpAddr> {
    if !behind_proxy {
        return peer.filter(|peer| !peer.to_canonical().is_loopback());
    }
    // The last one is what our own proxy wrote.
    let forwarded = headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
    forwarded.and_then(|list| list.rsplit(',').next()).and_then(|address| address.trim().parse().ok()).or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(burst: f64, all: f64) -> Limiter {
        let rate = |burst| Rate { burst, per_second: 1.0 };
        Limiter::new(&Limits { address: rate(burst), all: rate(all), ..Limits::default() })
    }

    fn ip(text: &str) -> Option<IpAddr> {
        text.parse().ok()
    }

    #[test]
    fn an_address_is_limited_and_others_are_not() {
        let limiter = limiter(2.0, 100.0);
        let now = Instant::now();
        assert_eq!(limiter.take(ip("1.2.3.4"), now), Ok(()));
        assert_eq!(limiter.take(ip("1.2.3.4"), now), Ok(()));
        assert_eq!(limiter.take(ip("1.2.3.4"), now), Err(2));
        assert_eq!(limiter.take(ip("1.2.3.5"), now), Ok(()));
        assert_eq!(limiter.take(ip("1.2.3.4"), now + Duration::from_secs(1)), Ok(()));
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let limiter = limiter(1.0, 100.0);
        let now = Instant::now();
        assert_eq!(limiter.take(ip("2001:db8::1"), now), Ok(()));
        assert!(limiter.take(ip("2001:db8::2"), now).is_err());
        assert_eq!(limiter.take(ip("2001:db8:0:1::2"), now), Ok(()));
    }

    #[test]
    fn all_together_are_limited_and_who_is_refused_takes_nothing() {
        let limiter = limiter(1.0, 2.0);
        let now = Instant::now();
        assert_eq!(limiter.take(ip("1.2.3.4"), now), Ok(()));
        for _ in 0..10 {
            assert!(limiter.take(ip("1.2.3.4"), now).is_err());
        }
        assert_eq!(limiter.take(None, now), Ok(()));
        assert!(limiter.take(None, now).is_err());
    }

    #[test]
    fn who_has_sent_less_goes_first() {
        let limiter = limiter(60.0, 1000.0);
        let now = Instant::now();
        let network = |third: u8, fourth: u8| Some(IpAddr::from([10, 0, third, fourth]));
        let taken = |third: u8, count: u8, each: usize| {
            let sent = (0..each).flat_map(|_| (0..count).map(|fourth| limiter.take(network(third, fourth), now)));
            sent.filter(Result::is_ok).count()
        };
        // Nobody else wants anything: one address has all that is its own.
        assert_eq!(taken(0, 1, 100), 60);
        // All that is left does not go to those who ask for the most.
        let flood = taken(1, 100, 60);
        assert!((500..920).contains(&flood), "{flood}");
        assert_eq!(taken(2, 20, 1), 20);
        // To the end it is shared by those who come for the first time.
        let last = taken(3, 250, 1);
        assert!(last > 0 && taken(4, 250, 1) <= 1 && 60 + flood + 20 + last <= 1000, "{last}");
    }

    #[test]
    fn memory_is_bounded() {
        let limiter = limiter(2.0, 1e9);
        let now = Instant::now();
        for number in 0..250_000_u32 {
            let _ = limiter.take(Some(IpAddr::V4(number.into())), now);
        }
        assert!(limiter.buckets.lock().unwrap().addresses.len() <= REMEMBERED);
    }

    #[test]
    fn a_proxy_is_believed_only_where_there_is_one() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "9.9.9.9, 1.2.3.4".parse().unwrap());
        assert_eq!(address(ip("5.6.7.8"), &headers, false), ip("5.6.7.8"));
        assert_eq!(address(ip("127.0.0.1"), &headers, true), ip("1.2.3.4"));
        assert_eq!(address(ip("127.0.0.1"), &headers, false), None);
    }
}
