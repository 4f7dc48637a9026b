//! In debug builds the use of a handle after it was released or freed is answered with `AS_ERROR_RELEASED`, whatever has become
//! of its memory.
#![cfg(debug_assertions)]

use std::ptr::{null, null_mut};

use angel::capi::call::*;
use angel::capi::context::*;
use angel::capi::debugger::*;
use angel::capi::error::*;
use angel::capi::module::*;
use angel::capi::scheduler::*;
use angel::capi::serializer::*;
use angel::capi::unit::*;
use angel::capi::version::AS_VERSION;
use angel::capi::vm::*;

/// The status is that of a released handle, and the error says so.
unsafe fn refused(status: as_status, error: *mut as_error) {
    assert_eq!(status, as_status::AS_ERROR_RELEASED);
    unsafe {
        let text = as_error_message(error);
        let text = std::str::from_utf8(std::slice::from_raw_parts(text.data.cast(), text.len)).unwrap();
        assert!(text.contains("was released before"), "{text}");
        as_error_free(error);
        // The error itself is one that was freed now.
        assert_eq!(as_error_message(error).len, 0);
        as_error_free(error);
    }
}

#[test]
fn what_was_released_is_told() {
    // SAFETY: handles are used as the header says, or are noticed not to be.
    unsafe {
        let context = as_context_new(AS_VERSION);
        let source = c"int f() { return 3; }";
        let unit = as_unit_new(context);
        assert_eq!(as_unit_add_source(unit, c"a".as_ptr(), source.as_ptr(), source.count_bytes()), as_status::AS_OK);
        assert_eq!(as_unit_build(unit, null_mut()), as_status::AS_OK);
        let vm = as_vm_new(context);
        assert_eq!(as_vm_link(vm, unit, null_mut()), as_status::AS_OK);
        let call = as_call_new(vm, as_unit_find_function(unit, c"f".as_ptr()));
        let debugger = as_debugger_new(vm);
        let scheduler = as_scheduler_new(vm);
        let module = as_module_new();
        let serializer = as_serializer_new();
        let mut error = null_mut();

        as_call_free(call);
        as_call_free(call);
        refused(as_call_prepare(call, null(), &mut error), error);
        assert_eq!(as_call_run(call), as_run::AS_RUN_ERROR);
        as_scheduler_free(scheduler);
        as_scheduler_free(scheduler);
        assert_eq!(as_scheduler_abort(scheduler), as_status::AS_ERROR_RELEASED);
        as_debugger_free(debugger);
        as_debugger_free(debugger);
        assert_eq!(as_debugger_remove_breakpoint(debugger, 1), as_status::AS_ERROR_RELEASED);
        as_vm_free(vm);
        as_vm_free(vm);
        refused(as_vm_link(vm, unit, &mut error), error);
        as_unit_release(unit);
        as_unit_release(unit);
        refused(as_unit_build(unit, &mut error), error);
        as_module_free(module);
        as_module_free(module);
        refused(as_module_set_namespace(module, c"A".as_ptr(), &mut error), error);
        as_serializer_free(serializer);
        as_serializer_free(serializer);
        assert_eq!(as_serializer_clear(serializer), as_status::AS_ERROR_RELEASED);
        as_context_release(context);
        as_context_release(context);
        refused(as_context_seal(context, &mut error), error);
        assert!(as_context_retain(context).is_null() && as_unit_new(context).is_null());

        // Memory that is used again is a handle again.
        for _ in 0..2_000 {
            let context = as_context_new(AS_VERSION);
            let vm = as_vm_new(context);
            let call = as_call_new(vm, null());
            assert_eq!(as_call_get_state(call), as_call_state::AS_CALL_IDLE);
            assert_eq!(as_error_status(as_call_get_error(call)), as_status::AS_ERROR_NULL);
            as_call_free(call);
            as_vm_free(vm);
            as_context_release(context);
        }
    }
}
