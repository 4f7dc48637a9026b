//! Scripts that talk by TCP (SOCK-01).

use std::net::TcpListener;
use std::time::{Duration, Instant};

use angel::addons::{self, AddOns};
use angel::context::Context;
use angel::module::Module;
use angel::unit::Unit;
use angel::vm::{Call, CallState, VmRef};

/// Runs `int main()`.
fn run(text: &str, set: impl Fn(&VmRef)) -> (CallState, u64) {
    let mut module = Module::new();
    let set_of = AddOns::STRING.with(AddOns::ASSERT).with(AddOns::SOCKET);
    addons::install(&mut module, set_of, AddOns::default(), addons::Options::default()).unwrap();
    let mut context = Context::new();
    context.install(&module).unwrap();
    context.seal().unwrap();
    let mut unit = Unit::new(&context).unwrap();
    unit.add_source("script", text.as_bytes(), 0).unwrap();
    unit.build().unwrap_or_else(|e| panic!("{e}: {:?}", unit.diagnostics()));
    let program = unit.program().unwrap();
    let vm = VmRef::new(program.runtime_types().clone());
    vm.link(program).unwrap();
    let call = Call::new(&vm);
    let main = program.unit().functions.iter().position(|f| *f.name == *"main").unwrap();
    call.prepare(program, main as u32).unwrap();
    set(&vm);
    let state = call.run().unwrap();
    let text = call.exception_text().unwrap_or_default().to_string();
    assert_eq!(text, "");
    (state, if state == CallState::Finished { call.result_plain().unwrap() } else { 0 })
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn texts_go_both_ways() {
    let port = free_port();
    let text = format!(
        "int main() {{
            socket server, client;
            assert(!server.isActive() && server.close() < 0 && server.accept() is null);
            assert(client.send('x') < 0 && client.receive() == '');
            if (server.listen({port}) < 0) return 1;
            assert(server.isActive() && server.accept() is null && server.accept(2000) is null);
            if (client.connect(0x7F000001, {port}) < 0) return 2;
            socket@ peer = server.accept(5000000);
            if (peer is null) return 3;
            assert(client.receive() == '' && client.receive(2000) == '');
            assert(client.send('hello') == 5 && peer.receive(5000000) == 'hello');
            assert(peer.send('') == 0);
            string big = 'x';
            for (int i = 0; i < 18; i++) big += big;
            int sent = 0;
            string all;
            while (sent < 3) {{ assert(peer.send('abc') == 3); sent++; }}
            while (all.length() < 9) all += client.receive(5000000);
            assert(all == 'abcabcabc');
            assert(client.isActive() && client.send('last') == 4 && client.close() == 0 && client.close() < 0);
            assert(peer.receive(5000000) == 'last');
            assert(peer.receive(5000000) == '' && !peer.isActive());
            assert(peer.send(big) < 0 || peer.send(big) < 0 || peer.send(big) < 0);
            assert(server.close() == 0 && client.connect(0x7F000001, {port}) < 0 && !client.isActive());
            return 42;
        }}"
    );
    assert_eq!(run(&text, |_| ()), (CallState::Finished, 42));
}

/// The time that a VM gives its scripts counts also where they wait.
#[test]
fn waiting_ends_with_the_time_of_the_script() {
    let text = format!("int main() {{ socket s; s.listen({}); s.accept(60000000); return 1; }}", free_port());
    let start = Instant::now();
    let limit = |vm: &VmRef| vm.set_deadline(Some(Instant::now() + Duration::from_millis(30)));
    let (state, _) = run(&text, limit);
    assert!(start.elapsed() < Duration::from_secs(5), "{state:?}");
}
