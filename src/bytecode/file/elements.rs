//! Which elements arrays are known to have: what operations that check no bounds rely on.

use crate::bytecode::{Instr, Op};

/// An array has an element: the slot of the array, and that of the element's number.
type Element = (u16, u16);

/// What is known on the way through a function. Only functions with operations that rely on it are followed.
#[derive(Default)]
pub struct Elements {
    /// Here.
    known: Vec<Element>,
    /// Where ways meet, once anything has come there.
    met: Vec<Option<Vec<Element>>>,
}

impl Elements {
    /// At the beginning of a function with so many places where ways meet.
    pub fn begin(&mut self, places: usize) {
        self.known.clear();
        self.met.clear();
        self.met.resize(places, None);
    }

    /// At a place where ways meet; `reached`: one comes from the instruction before.
    pub fn meet(&mut self, place: usize, reached: bool) {
        if reached {
            let known = std::mem::take(&mut self.known);
            self.bring(place, known);
        }
        self.known = self.met[place].clone().unwrap_or_default();
    }

    /// What is known on a way to a place. Gives whether less is known there than before.
    pub fn bring(&mut self, place: usize, known: Vec<Element>) -> bool {
        match &mut self.met[place] {
            Some(there) => {
                let before = there.len();
                there.retain(|e| known.contains(e));
                there.len() < before
            }
            none => {
                *none = Some(known);
                true
            }
        }
    }

    /// Nothing is known on the way to the handler of an exception: the host may have been told of it, and done anything.
    pub fn raise(&mut self, handler: usize) -> bool {
        self.bring(handler, Vec::new())
    }

    /// Before an instruction.
    ///
    /// # Errors
    ///
    /// It relies on an element that is not known.
    pub fn before(&mut self, op: Op, i: Instr) -> Result<(), String> {
        if op.is_of_known_element() && !self.known.contains(&(i.b(), i.c())) {
            return Err(format!("r{} is not known to have element r{} ({})", i.b(), i.c(), op.name()));
        }
        if !op.keeps_elements() {
            self.known.clear();
        }
        Ok(())
    }

    /// After an instruction, on the way to the next one.
    pub fn after(&mut self, op: Op, i: Instr) {
        if op == Op::JGeLen {
            self.learn((i.b(), i.a()));
        }
        if !op.keeps_elements() {
            return;
        }
        if op.is_of_element() {
            self.learn((i.b(), i.c()));
        }
        if op.writes_a() {
            self.known.retain(|e| e.0 != i.a() && e.1 != i.a());
        }
    }

    /// On the way of a jump, after it.
    pub fn beside(&self, op: Op, i: Instr) -> Vec<Element> {
        let mut known = self.known.clone();
        match op {
            Op::JLtLen | Op::JLtLenLoop | Op::IncJLtLenLoop => known.push((i.b(), i.a())),
            Op::JGeLen => known.retain(|e| *e != (i.b(), i.a())),
            _ => {}
        }
        known
    }

    fn learn(&mut self, element: Element) {
        if !self.known.contains(&element) {
            self.known.push(element);
        }
    }
}
