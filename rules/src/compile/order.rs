//! In which order rules are worked out: each after all that it uses.

use alloc::vec::Vec;

use crate::expr::RuleId;

/// What came of ordering rules.
pub(super) struct Order {
    /// Every rule, each after all that it uses; in a circle, as it came.
    pub(super) rules: Vec<RuleId>,
    /// How many rules rest on one another in a row below each rule.
    pub(super) depth: Vec<usize>,
    /// Rules that use one another in a circle; the first stands at the end again.
    pub(super) circles: Vec<Vec<RuleId>>,
}

/// Orders rules of which it is known what each uses.
pub(super) fn order(uses: &[Vec<RuleId>]) -> Order {
    let mut walk = Walk::new(uses);
    for (id, _) in (0..).zip(uses) {
        walk.visit(id);
    }
    Order { rules: walk.order, depth: walk.depth, circles: walk.circles }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

/// A walk along the uses of rules, depth first, without recursion.
struct Walk<'u> {
    uses: &'u [Vec<RuleId>],
    state: Vec<State>,
    path: Vec<(RuleId, usize)>,
    order: Vec<RuleId>,
    depth: Vec<usize>,
    circles: Vec<Vec<RuleId>>,
}

impl<'u> Walk<'u> {
    fn new(uses: &'u [Vec<RuleId>]) -> Self {
        Self {
            uses,
            state: alloc::vec![State::New; uses.len()],
            path: Vec::new(),
            order: Vec::new(),
            depth: alloc::vec![0; uses.len()],
            circles: Vec::new(),
        }
    }

    fn state(&self, id: RuleId) -> State {
        self.state.get(usize::from(id)).copied().unwrap_or(State::Done)
    }

    fn set(&mut self, id: RuleId, state: State) {
        if let Some(slot) = self.state.get_mut(usize::from(id)) {
            *slot = state;
        }
    }

    fn visit(&mut self, id: RuleId) {
        if self.state(id) == State::New {
            self.set(id, State::Open);
            self.path.push((id, 0));
        }
        while let Some((id, next)) = self.path.last().copied() {
            let Some(used) = self.uses.get(usize::from(id)).and_then(|uses| uses.get(next)).copied() else {
                self.leave(id);
                continue;
            };
            if let Some(last) = self.path.last_mut() {
                last.1 += 1;
            }
            match self.state(used) {
                State::New => {
                    self.set(used, State::Open);
                    self.path.push((used, 0));
                }
                State::Open => {
                    let from = self.path.iter().position(|(id, _)| *id == used).unwrap_or_default();
                    let circle = self.path.iter().skip(from).map(|(id, _)| *id).chain([used]);
                    self.circles.push(circle.collect());
                }
                State::Done => {}
            }
        }
    }

    fn leave(&mut self, id: RuleId) {
        self.path.pop();
        self.set(id, State::Done);
        self.order.push(id);
        let depth_of = |id: &RuleId| self.depth.get(usize::from(*id)).copied().unwrap_or_default();
        let deepest = self.uses.get(usize::from(id)).into_iter().flatten().map(depth_of).max().unwrap_or_default();
        if let Some(depth) = self.depth.get_mut(usize::from(id)) {
            *depth = deepest + 1;
        }
    }
}
