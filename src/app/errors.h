// Results of use cases that report everything they found wrong, not only the first thing.
#pragma once

#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ropewalk::app {

using Errors = std::vector<Error>;

/// A value, or all errors that keep it from being; at least one.
template <class T>
using Checked = tl::expected<T, Errors>;

[[nodiscard]] inline tl::unexpected<Errors> fail_with(Error error) {
  Errors errors;
  errors.push_back(std::move(error));
  return tl::unexpected<Errors>(std::move(errors));
}

}  // namespace ropewalk::app
