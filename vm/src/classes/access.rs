//! Access control (JVMS 5.4.4): classes, members, nests.

use oops::field::access;
use oops::{KlassPtr, MethodPtr};

use super::modules::ModuleId;
use super::resolve::{can_ignore, resolve_class};
use super::{modules, well_known};
use crate::runtime::exceptions::{self, JResult};
use crate::runtime::thread::JavaThread;

/// True if code in `from` may access the class `to`, modules included.
pub fn can_access_class(from: KlassPtr, to: KlassPtr) -> bool {
    let to = match (to.is_array(), to.bottom) {
        (false, _) => to,
        (true, Some(bottom)) => bottom,
        (true, None) => return true,
    };
    from == to
        || from.is_same_package(&to)
        || (to.is_public() && module_allows(from, to))
        || is_magic(from)
}

/// True if the module of `from` reads the module of `to`, and that one exports the package of `to`.
fn module_allows(from: KlassPtr, to: KlassPtr) -> bool {
    let (source, target) = (modules::module_of(from), modules::module_of(to));
    // Until java.base is defined, all classes belong to it.
    modules::entry(ModuleId::JAVA_BASE).oop().is_null()
        || source.can_read(target)
            && modules::is_exported(target, to.loader, to.package_name(), source)
}

/// Accessors that core reflection generates may access everything.
fn is_magic(klass: KlassPtr) -> bool {
    klass.super_klass.is_some() && klass.is_subclass_of(well_known::magic_accessor())
}

/// True if code in `from` may access a member with these access flags declared in `declaring`, referenced through
/// `referenced` (nestmates included).
pub fn can_access_member(
    thread: &JavaThread,
    from: KlassPtr,
    referenced: KlassPtr,
    declaring: KlassPtr,
    access_flags: u16,
) -> JResult<bool> {
    let has = |flag| access_flags & flag != 0;
    if from == declaring || has(access::PUBLIC) {
        return Ok(true);
    }
    if has(access::PRIVATE) {
        return Ok(are_nestmates(thread, from, declaring)? || is_magic(from));
    }
    if from.is_same_package(&declaring) {
        return Ok(true);
    }
    if has(access::PROTECTED) && from.is_subclass_of(declaring) {
        let related = referenced.is_subclass_of(from) || from.is_subclass_of(referenced);
        if has(access::STATIC) || related {
            return Ok(true);
        }
    }
    Ok(is_magic(from))
}

/// As [`can_access_member`] for a method. Arrays have a public `clone`.
pub fn can_access_method(
    thread: &JavaThread,
    from: KlassPtr,
    referenced: KlassPtr,
    method: MethodPtr,
) -> JResult<bool> {
    let mut flags = method.access_flags;
    if referenced.is_array() && method.name.as_bytes() == b"clone" {
        flags = flags & !access::PROTECTED | access::PUBLIC;
    }
    can_access_member(thread, from, referenced, method.holder(), flags)
}

/// True if the two classes are in one nest.
fn are_nestmates(thread: &JavaThread, a: KlassPtr, b: KlassPtr) -> JResult<bool> {
    Ok(a.is_same_package(&b) && nest_host(thread, a)? == nest_host(thread, b)?)
}

/// The nest host of a class: the class itself unless a class that it names confirms the membership.
pub fn nest_host(thread: &JavaThread, klass: KlassPtr) -> JResult<KlassPtr> {
    let klass = klass.bottom.unwrap_or(klass);
    if klass.is_array() {
        return Ok(klass);
    }
    let cache = &klass.rt.get().nest_host;
    if let Some(host) = cache.load() {
        return Ok(host);
    }
    let host = match klass.attributes.nest_host {
        0 => klass,
        index => match resolve_class(thread, klass, index) {
            Ok(host) if confirms(host, klass) => host,
            Ok(_) => klass,
            // What is wrong with the host shows where it is used itself; exhausted memory or stack shows at once.
            Err(pending) => {
                let exception = exceptions::take(thread, pending);
                if !can_ignore(exception) {
                    return Err(exceptions::throw_oop(thread, exception));
                }
                klass
            }
        },
    };
    cache.store(Some(host));
    Ok(host)
}

/// True if `host` is in the same run-time package and lists `klass` as a nest member.
fn confirms(host: KlassPtr, klass: KlassPtr) -> bool {
    if host == klass {
        return true;
    }
    if host.is_array() || !host.is_same_package(&klass) {
        return false;
    }
    let members = host.attributes.nest_members.get();
    members
        .iter()
        .any(|&m| host.constants().symbol(m.into()) == klass.name)
}
