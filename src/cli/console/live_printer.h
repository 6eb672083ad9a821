// The printer for a terminal: a thread repaints the live region while events come in.
#pragma once

#include <memory>
#include <stop_token>

#include "cli/console/event_text.h"
#include "cli/console/printer.h"
#include "ports/clock.h"
#include "ports/keyboard.h"

namespace ropewalk::cli {

/// Repaints at most 15 times a second, and writes only what has changed. `text` says what is printed above the region.
/// What the user types meanwhile is not shown, until an interrupt or the end.
[[nodiscard]] std::unique_ptr<Printer> make_live_printer(Screen screen, ports::Keyboard& keyboard,
                                                         const ports::Clock& clock, std::unique_ptr<EventText> text,
                                                         std::stop_token interrupted);

}  // namespace ropewalk::cli
