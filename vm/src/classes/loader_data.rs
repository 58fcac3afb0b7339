//! Class loaders' data: dictionary, arena, classes, modules' packages of one loader.

use oops::{LoaderId, Oop};

/// What the machine keeps for one class loader.
pub struct ClassLoaderData {
    pub id: LoaderId,
}

impl ClassLoaderData {
    /// The data of a loader id.
    pub fn get(_id: LoaderId) -> &'static ClassLoaderData {
        unimplemented!()
    }
    /// The data for a loader object (null = boot), registered at first use.
    pub fn of_loader(_loader: Oop) -> &'static ClassLoaderData {
        unimplemented!()
    }
    /// The java.lang.ClassLoader object; null for the boot loader.
    pub fn loader(&self) -> Oop {
        unimplemented!()
    }
}
