// XML as the readers of reports need it: pugixml behind one file. It knows no DTD and expands no entity but XML's own
// five, so a hostile file can't grow.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ropewalk::report {

/// Reads a document. Errors: kInvalid with the line in `name`.
[[nodiscard]] Result<void> read_xml(std::string_view text, std::string_view name, pugi::xml_document& document);

}  // namespace ropewalk::report
