//! What `serve` remembers between builds: what came of a page, by a number that changes with all that it was made of.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::family::CompiledFamily;
use super::page::Rendered;

/// Results by unit: a family of policies or a page. A unit whose number is the same is not rendered again.
#[derive(Debug, Default)]
pub struct Cache {
    units: Mutex<HashMap<String, (u64, Arc<Rendered>)>>,
    in_force: Mutex<Option<(u64, Arc<CompiledFamily>)>>,
    enabled: bool,
}

impl Cache {
    /// A cache that remembers; the default one does not.
    #[must_use]
    pub fn remembering() -> Self {
        Self { enabled: true, ..Self::default() }
    }

    /// Whether anything is remembered.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.enabled
    }

    /// What came of a unit, if its number is still the same.
    #[must_use]
    pub fn get(&self, unit: &str, number: u64) -> Option<Arc<Rendered>> {
        let units = self.units.lock().unwrap_or_else(PoisonError::into_inner);
        units.get(unit).filter(|(known, _)| *known == number).map(|(_, rendered)| Arc::clone(rendered))
    }

    /// Remembers what came of a unit; one with faults is done again.
    pub fn put(&self, unit: String, number: u64, rendered: &Arc<Rendered>) {
        if self.enabled && rendered.findings.is_empty() {
            let mut units = self.units.lock().unwrap_or_else(PoisonError::into_inner);
            units.insert(unit, (number, Arc::clone(rendered)));
        }
    }

    /// The family of the policy in force, compiled anew only where its number is another.
    pub fn in_force(&self, number: u64, compile: impl FnOnce() -> CompiledFamily) -> Arc<CompiledFamily> {
        let mut known = self.in_force.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, family)) = known.as_ref().filter(|(before, _)| self.enabled && *before == number) {
            return Arc::clone(family);
        }
        let family = Arc::new(compile());
        if self.enabled {
            *known = Some((number, Arc::clone(&family)));
        }
        family
    }

    /// Forgets everything, after a build whose pages were not put in place.
    pub fn clear(&self) {
        self.units.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
