// SPDX-License-Identifier: Apache-2.0
// Things of C libraries, freed on every way out: std::unique_ptr<BIO, Freed<BIO_free_all>>.
#pragma once

namespace tollbridge {

template <auto free_it>
struct Freed {
  template <class Pointee>
  void operator()(Pointee* pointer) const {
    free_it(pointer);
  }
};

}  // namespace tollbridge
