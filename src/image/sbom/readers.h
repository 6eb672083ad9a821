// The readers behind read_bom.h, one for each form.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/source.h"
#include "image/sbom/bom.h"
#include "image/sbom/shapes.h"

namespace ropewalk::image {

using JsonPlaces = std::map<std::string, std::uint32_t, std::less<>>;

/// What has to hold of versions other than 1.6.
[[nodiscard]] std::vector<Misfit> check_old_cyclonedx(const json::object& document);
[[nodiscard]] Bom read_cyclonedx(const json::object& document, const SourceFile& file, const JsonPlaces& places);

[[nodiscard]] std::vector<Misfit> check_spdx(const json::object& document);
[[nodiscard]] Bom read_spdx(const json::object& document, const SourceFile& file, const JsonPlaces& places);

/// A member as an array or an object; null when it is none.
[[nodiscard]] const json::array* array_member(const json::object& from, std::string_view key);
[[nodiscard]] const json::object* object_member(const json::object& from, std::string_view key);

}  // namespace ropewalk::image
