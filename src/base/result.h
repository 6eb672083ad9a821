// Result<T>: a value, or the reason why there is none. Used for whatever a user, a file, the network or a child process
// can cause; exceptions stay for bugs and inside the wrappers of libraries that throw.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "base/source.h"

namespace ropewalk {

/// What kind of trouble; decides the exit code of the command line.
enum class ErrorKind {
  kUsage,        // the caller asked for something that makes no sense: exit 2
  kInterrupted,  // somebody stopped it: exit 130
  kInvalid,      // the thing looked at is wrong: exit 1
  kNotFound,     // the thing asked for is not there: exit 1
  kIncomplete,   // something could not be looked at: exit 3
  kInternal,     // a bug, or a machine that fails us: exit 1
};

/// One error, complete enough to be shown to a person. `message` says what was seen and then the rule; `hint` says what
/// to do; `place` is where, when it is in a file.
struct Error {
  ErrorKind kind = ErrorKind::kInvalid;
  std::string message;
  std::string hint = {};
  SourceRef place = {};
};

/// Makes an unexpected value: `return fail(ErrorKind::kNotFound, "no such file");`.
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorKind kind, std::string message, std::string hint = {},
                                                SourceRef place = {}) {
  return tl::unexpected<Error>(Error{kind, std::move(message), std::move(hint), std::move(place)});
}

[[nodiscard]] inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

/// tl::expected<T, Error> that may not be dropped unread.
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using Base = tl::expected<T, Error>;
  using Base::Base;
  Result(Base base) : Base(std::move(base)) {}  // NOLINT(google-explicit-constructor): a Result is an expected
};

}  // namespace ropewalk
