#include "init/embedded.h"

#include <algorithm>

namespace ropewalk::init {

std::string_view find(std::span<const Embedded> files, std::string_view path) {
  const auto found = std::find_if(files.begin(), files.end(), [&](const Embedded& file) { return file.path == path; });
  return found == files.end() ? std::string_view() : found->text;
}

}  // namespace ropewalk::init
