// SPDX-License-Identifier: EUPL-1.2
//! Shelves for tests of replication: in memory, on disk, and one that fails as planned.

mod disk;
mod faulty;
mod memory;

pub use disk::{DiskNode, Scratch};
pub use faulty::{Failure, FaultyShelf};
pub use memory::MemoryShelf;
