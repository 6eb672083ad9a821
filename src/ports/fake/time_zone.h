// A time zone of a test's choice.
#pragma once

#include "ports/time_zone.h"

namespace ropewalk::ports {

/// UTC unless a test sets another.
class FakeTimeZone final : public TimeZone {
 public:
  std::chrono::seconds east_of_utc{0};
  [[nodiscard]] std::chrono::seconds offset(std::chrono::system_clock::time_point /*at*/) const override {
    return east_of_utc;
  }
};

}  // namespace ropewalk::ports
