// Fuzzes what is read of a repository that somebody else may have written: its configuration and git's words about it.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "git/config_text.h"
#include "git/refs.h"
#include "git/twin.h"
#include "git/working_tree_status.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto entries = ropewalk::git::read_config(text);
  for (const ropewalk::git::ConfigEntry& entry : entries) {
    // A value that is written comes back as it was.
    if (entry.value.find('\0') != std::string::npos || entry.value.find('\b') != std::string::npos) {
      continue;
    }
    const std::string written = "[a]\n\tb = " + ropewalk::git::quote_config(entry.value) + "\n";
    if (ropewalk::git::config_value(written, "a", "", "b") != entry.value) {
      std::abort();
    }
  }
  // No program gets into what looking goes by.
  for (const auto& kept : ropewalk::git::read_config("[core]\n" + ropewalk::git::twin_settings(text))) {
    if (kept.section != "core" || kept.key == "fsmonitor" || kept.key == "sshcommand" || kept.key == "hookspath") {
      std::abort();
    }
  }
  static_cast<void>(ropewalk::git::read_status(text));
  static_cast<void>(ropewalk::git::alternates_line(text));
  static_cast<void>(ropewalk::git::is_branch_name(text));
  return 0;
}
