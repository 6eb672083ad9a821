// Unpredictable bytes, so that tests can predict them.
#pragma once

#include <cstddef>
#include <string>

namespace ropewalk::ports {

class Random {
 public:
  virtual ~Random() = default;
  [[nodiscard]] virtual std::string bytes(std::size_t count) = 0;
};

/// A random version 4 UUID (RFC 9562), in lower case with dashes.
[[nodiscard]] std::string make_uuid(Random& random);

}  // namespace ropewalk::ports
