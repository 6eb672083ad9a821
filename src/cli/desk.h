// What a few commands use of the outside besides the rest: the user's terminal for another program, the files that the
// user saves, a load on a service. Kept apart from `Outside`, so that the others do not depend on it.
#pragma once

#include "cli/outside.h"
#include "ports/file_watch.h"
#include "ports/foreground.h"
#include "ports/load.h"
#include "ports/typed_lines.h"

namespace ropewalk::cli {

/// An outside with somebody in front of it.
class Desk : public Outside {
 public:
  [[nodiscard]] virtual ports::Foreground& foreground() = 0;
  [[nodiscard]] virtual ports::FileWatch& file_watch() = 0;
  [[nodiscard]] virtual ports::TypedLines& typed_lines() = 0;
  [[nodiscard]] virtual ports::Load& load() = 0;
};

/// Every outside of the program is one; others have no such ports, which is a fault of whoever asks.
[[nodiscard]] Desk& desk(Outside& outside);

}  // namespace ropewalk::cli
