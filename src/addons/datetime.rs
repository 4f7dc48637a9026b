//! `datetime`: a point in time, UTC.

use std::ffi::c_void;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::ffi::{Register, TypeOptions};
use crate::module::Module;
use crate::types::{BehaviorKind, RegistrationError};
use crate::vm::RuntimeType;

/// Nanoseconds since the start of 1970. Times beyond what they can count stop at the ends.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct DateTime {
    nanoseconds: i64,
}

const SECOND: i64 = 1_000_000_000;
const DAY: i64 = 86_400;

/// Days from the start of 1970 to a date of the Gregorian calendar. Years begin in March for this, so that the day that not
/// all years have comes last.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month and day of so many days from the start of 1970.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let m = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * m + 2) / 5 + 1;
    let month = if m < 10 { m + 3 } else { m - 9 };
    (era * 400 + year_of_era + (month <= 2) as i64, month, day)
}

fn is_date(year: u32, month: u32, day: u32) -> bool {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + leap as u32,
        1..=12 => 31,
        _ => return false,
    };
    year <= i32::MAX as u32 && (1..=days).contains(&day)
}

impl DateTime {
    fn now() -> DateTime {
        DateTime::of(SystemTime::now())
    }

    /// A time of the system's clock.
    pub(super) fn of(time: SystemTime) -> DateTime {
        let nanoseconds = match time.duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |n| -n),
        };
        DateTime { nanoseconds }
    }

    fn seconds(self) -> i64 {
        self.nanoseconds.div_euclid(SECOND)
    }

    fn date(self) -> (i64, i64, i64) {
        date_of(self.seconds().div_euclid(DAY))
    }

    fn second_of_day(self) -> i64 {
        self.seconds().rem_euclid(DAY)
    }

    fn set_date(&mut self, year: u32, month: u32, day: u32) -> bool {
        if !is_date(year, month, day) {
            return false;
        }
        let in_day = self.nanoseconds.rem_euclid(DAY * SECOND);
        let days = days_of(year as i64, month as i64, day as i64);
        self.nanoseconds = days.saturating_mul(DAY * SECOND).saturating_add(in_day);
        true
    }

    fn set_time(&mut self, hour: u32, minute: u32, second: u32) -> bool {
        if hour > 23 || minute > 59 || second > 59 {
            return false;
        }
        let days = self.nanoseconds.div_euclid(DAY * SECOND);
        let seconds = (hour * 3600 + minute * 60 + second) as i64;
        self.nanoseconds = days.saturating_mul(DAY * SECOND).saturating_add(seconds * SECOND);
        true
    }

    fn shifted(self, seconds: i64) -> DateTime {
        DateTime { nanoseconds: self.nanoseconds.saturating_add(seconds.saturating_mul(SECOND)) }
    }
}

unsafe extern "C" fn construct(this: *mut DateTime) {
    // SAFETY: the VM gives memory for a value.
    unsafe { this.write(DateTime::now()) }
}

unsafe extern "C" fn copy(this: *mut DateTime, other: &DateTime) {
    // SAFETY: the VM gives memory for a value.
    unsafe { this.write(*other) }
}

unsafe extern "C" fn construct_date(
    this: *mut DateTime,
    year: u32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
) {
    let mut new = DateTime::now();
    // A date or time that does not exist is left out.
    new.set_date(year, month, day);
    new.set_time(hour, minute, second);
    // SAFETY: the VM gives memory for a value.
    unsafe { this.write(new) }
}

extern "C" fn assign(this: &mut DateTime, other: &DateTime) -> *mut DateTime {
    *this = *other;
    this
}

extern "C" fn year(this: &DateTime) -> u32 {
    this.date().0 as u32
}

extern "C" fn month(this: &DateTime) -> u32 {
    this.date().1 as u32
}

extern "C" fn day(this: &DateTime) -> u32 {
    this.date().2 as u32
}

extern "C" fn hour(this: &DateTime) -> u32 {
    (this.second_of_day() / 3600) as u32
}

extern "C" fn minute(this: &DateTime) -> u32 {
    (this.second_of_day() / 60 % 60) as u32
}

extern "C" fn second(this: &DateTime) -> u32 {
    (this.second_of_day() % 60) as u32
}

extern "C" fn week_day(this: &DateTime) -> u32 {
    // The first day of 1970 was a Thursday.
    (this.seconds().div_euclid(DAY) + 4).rem_euclid(7) as u32
}

extern "C" fn set_date(this: &mut DateTime, year: u32, month: u32, day: u32) -> bool {
    this.set_date(year, month, day)
}

extern "C" fn set_time(this: &mut DateTime, hour: u32, minute: u32, second: u32) -> bool {
    this.set_time(hour, minute, second)
}

extern "C" fn difference(this: &DateTime, other: &DateTime) -> i64 {
    ((this.nanoseconds as i128 - other.nanoseconds as i128) / SECOND as i128) as i64
}

extern "C" fn add(this: &DateTime, seconds: i64) -> DateTime {
    this.shifted(seconds)
}

extern "C" fn sub(this: &DateTime, seconds: i64) -> DateTime {
    this.shifted(seconds.saturating_neg())
}

extern "C" fn add_assign(this: &mut DateTime, seconds: i64) -> *mut DateTime {
    *this = this.shifted(seconds);
    this
}

extern "C" fn sub_assign(this: &mut DateTime, seconds: i64) -> *mut DateTime {
    *this = this.shifted(seconds.saturating_neg());
    this
}

extern "C" fn equals(this: &DateTime, other: &DateTime) -> bool {
    this == other
}

extern "C" fn compare(this: &DateTime, other: &DateTime) -> i32 {
    this.cmp(other) as i32
}

/// A date and time for people: `2026-11-23 14:05:09`.
///
/// # Safety
///
/// A value of a type that [`is_datetime`] is at the address.
pub unsafe fn text(value: *const u8) -> String {
    // SAFETY: promised by the caller.
    let t = unsafe { &*value.cast::<DateTime>() };
    format!("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", year(t), month(t), day(t), hour(t), minute(t), second(t))
}

/// Whether a type is this add-on's `datetime`: an `i64` of nanoseconds since the start of 1970.
pub fn is_datetime(ty: &RuntimeType) -> bool {
    &*ty.name == "datetime" && ty.behaviors().construct.plan().is_some_and(|p| p.code == construct as *const c_void)
}

pub(super) fn install(to: &mut Module) -> Result<(), RegistrationError> {
    let options = TypeOptions::pod(8).aligned(8).all_ints();
    to.register_type("datetime", options)?;
    for (declaration, function) in [
        ("void f()", native!(construct)),
        ("void f(const datetime &in)", native!(copy)),
        (
            "void f(uint year, uint month, uint day, uint hour = 0, uint minute = 0, uint second = 0)",
            native!(construct_date),
        ),
    ] {
        to.register_behavior("datetime", BehaviorKind::Construct, declaration, function)?;
    }
    for (declaration, function) in [
        ("datetime &opAssign(const datetime &in)", native!(assign)),
        ("uint get_year() const property", native!(year)),
        ("uint get_month() const property", native!(month)),
        ("uint get_day() const property", native!(day)),
        ("uint get_hour() const property", native!(hour)),
        ("uint get_minute() const property", native!(minute)),
        ("uint get_second() const property", native!(second)),
        ("uint get_weekDay() const property", native!(week_day)),
        ("bool setDate(uint year, uint month, uint day)", native!(set_date)),
        ("bool setTime(uint hour, uint minute, uint second)", native!(set_time)),
        ("int64 opSub(const datetime &in) const", native!(difference)),
        ("datetime opAdd(int64 seconds) const", native!(add)),
        ("datetime opAdd_r(int64 seconds) const", native!(add)),
        ("datetime opSub(int64 seconds) const", native!(sub)),
        ("datetime opSub_r(int64 seconds) const", native!(sub)),
        ("datetime &opAddAssign(int64 seconds)", native!(add_assign)),
        ("datetime &opSubAssign(int64 seconds)", native!(sub_assign)),
        ("bool opEquals(const datetime &in) const", native!(equals)),
        ("int opCmp(const datetime &in) const", native!(compare)),
    ] {
        to.register_method("datetime", declaration, function)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_eight_centuries() {
        let mut expected = (1600, 1, 1);
        for days in days_of(1600, 1, 1)..days_of(2400, 1, 1) {
            assert_eq!(date_of(days), expected);
            assert_eq!(days_of(expected.0, expected.1, expected.2), days);
            let (year, month, day) = expected;
            expected = if is_date(year as u32, month as u32, day as u32 + 1) {
                (year, month, day + 1)
            } else if month < 12 {
                (year, month + 1, 1)
            } else {
                (year + 1, 1, 1)
            };
        }
        assert_eq!(days_of(1970, 1, 1), 0);
    }

    #[test]
    fn setting_and_shifting() {
        let mut t = DateTime { nanoseconds: 0 };
        assert!(t.set_date(2020, 2, 29) && t.set_time(13, 5, 7));
        assert_eq!((t.date(), hour(&t), minute(&t), second(&t), week_day(&t)), ((2020, 2, 29), 13, 5, 7, 6));
        assert!(!t.set_date(2021, 2, 29) && !t.set_time(24, 0, 0));
        assert_eq!(difference(&t.shifted(-5), &t), -5);
        assert_eq!(DateTime { nanoseconds: -1 }.date(), (1969, 12, 31));
    }
}
