//! The outcome of the shipped policy of Fuqing for households of which everything is known, written by hand from the notices.
#![allow(dead_code, reason = "each user takes what it needs")]

use rules::Outcome;
use rust_decimal::Decimal;

/// What the outcome depends on; money in 元.
#[derive(Clone, Copy, Debug)]
pub struct Household {
    pub people: u8,
    /// 已脱贫户, else 普通农户.
    pub registered: bool,
    pub income: Decimal,
    pub net_2019: Decimal,
    /// A bit for each cause of hardship.
    pub causes: u8,
    pub last_year: Decimal,
    pub spending: Decimal,
}

/// The figures of the notices on a day on which all of them are in force.
pub struct Figures {
    pub poverty_line: Decimal,
    pub subsistence_line: Decimal,
}

impl Figures {
    /// 4,000 and 8,400 元 a person.
    pub fn new() -> Self {
        Self { poverty_line: Decimal::from(4000), subsistence_line: Decimal::from(8400) }
    }

    /// With exact decimals.
    ///
    /// What the office decides is open: how far above the line is 略高于 (at least the subsistence line), what is a steep fall
    /// of income (0 to 100 %), what spending is far above last year's income (0 % or more), and which household is 不够稳定.
    pub fn outcome(&self, household: &Household) -> Outcome {
        let people = Decimal::from(household.people);
        let (poverty, subsistence) = (self.poverty_line * people, self.subsistence_line * people);
        let ordinary = !household.registered;
        let low_2019 = household.registered && household.net_2019 < self.subsistence_line;
        let below_poverty = ordinary && household.income < poverty;
        let below_subsistence = household.income < subsistence;
        // Which families are looked at: for certain, or perhaps.
        let family = low_2019 || (ordinary && !below_poverty && below_subsistence);
        let perhaps_family = family || household.registered || (ordinary && !below_poverty);
        // Which hardship: by income for certain; spending is certainly far above an income of nothing.
        let burdened = household.causes != 0 && household.spending > household.last_year;
        let worse = burdened || (household.causes != 0 && household.income < household.last_year);
        let hardship = below_subsistence || (burdened && household.last_year.is_zero());
        let perhaps_hardship = below_subsistence || worse;
        match (family && hardship, perhaps_family && perhaps_hardship) {
            (true, _) => Outcome::Likely,
            (false, true) => Outcome::Verify,
            (false, false) if below_poverty || low_2019 => Outcome::Verify,
            (false, false) => Outcome::Unlikely,
        }
    }
}

/// The same household with money in 分.
#[derive(Clone, Copy, Debug)]
pub struct Cents {
    pub people: i64,
    pub registered: bool,
    pub income: i64,
    pub net_2019: i64,
    pub causes: u8,
    pub last_year: i64,
    pub spending: i64,
}

/// With whole numbers of 分.
pub fn outcome_of_cents(household: &Cents) -> Outcome {
    let (poverty, subsistence) = (400_000 * household.people, 840_000 * household.people);
    let ordinary = !household.registered;
    let low_2019 = household.registered && household.net_2019 < 840_000;
    let below_poverty = ordinary && household.income < poverty;
    let below_subsistence = household.income < subsistence;
    let family = low_2019 || (ordinary && !below_poverty && below_subsistence);
    let perhaps_family = family || household.registered || (ordinary && !below_poverty);
    let burdened = household.causes != 0 && household.spending > household.last_year;
    let worse = burdened || (household.causes != 0 && household.income < household.last_year);
    let hardship = below_subsistence || (burdened && household.last_year == 0);
    match (family && hardship, perhaps_family && (below_subsistence || worse)) {
        (true, _) => Outcome::Likely,
        (false, true) => Outcome::Verify,
        (false, false) if below_poverty || low_2019 => Outcome::Verify,
        (false, false) => Outcome::Unlikely,
    }
}

/// Random numbers, the same in every run.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// One of 0, 1, 2 … below `sides`, which is less than 2³¹.
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) * sides) >> 31
    }
}

/// A random household, everything known; a third of the money stands at a line, a 分 below or above it.
pub fn household(dice: &mut Dice) -> Cents {
    let mut roll = |sides: u64| i64::try_from(dice.roll(sides)).unwrap_or(0);
    let people = 1 + roll(30);
    let mut money = |persons: i64| match roll(6) {
        0 => (roll(4) * 420_000 * persons + roll(3) - 1).max(0),
        1 => (roll(3) * 400_000 * persons + roll(3) - 1).max(0),
        2 => roll(3),
        _ => roll(2_000_000) * persons,
    };
    let (income, net_2019, mut last_year, mut spending) = (money(people), money(1), money(people), money(people));
    if roll(4) == 0 {
        last_year = (income + roll(3) - 1).max(0);
    }
    if roll(4) == 0 {
        spending = (last_year + roll(3) - 1).max(0);
    }
    let causes = u8::try_from(if roll(3) == 0 { 0 } else { roll(64) }).unwrap_or(0);
    Cents { people, registered: roll(2) == 1, income, net_2019, causes, last_year, spending }
}

impl From<&Cents> for Household {
    fn from(cents: &Cents) -> Self {
        let money = |cents: i64| Decimal::new(cents, 2);
        Self {
            people: u8::try_from(cents.people).unwrap_or(0),
            registered: cents.registered,
            income: money(cents.income),
            net_2019: money(cents.net_2019),
            causes: cents.causes,
            last_year: money(cents.last_year),
            spending: money(cents.spending),
        }
    }
}
