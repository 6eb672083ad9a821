#include "image/sbom/read_bom.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/strings.h"
#include "image/sbom/json_places.h"
#include "image/sbom/readers.h"
#include "image/sbom/shapes.h"

namespace ropewalk::image {
namespace {

constexpr std::size_t kMostDepth = 200;

Error error_at(const SourceFilePtr& file, std::uint32_t offset, std::string message) {
  return {ErrorKind::kInvalid, std::move(message), {}, {file, {offset, offset}}};
}

}  // namespace

bool is_bom_name(std::string_view name) {
  const std::string lower = to_lower(name.substr(name.rfind('/') + 1));
  return lower.ends_with(".cdx.json") || lower == "bom.json" || lower.ends_with(".bom.json") ||
         lower.ends_with(".spdx.json");
}

ReadBom read_bom(const SourceFilePtr& file) {
  ReadBom result;
  std::string_view text = file->text();
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  const auto value = parse_json(text, file->name(), kMostDepth);
  if (!value) {
    result.errors.push_back(value.error());
    if (!result.errors.back().place.has_place()) {
      result.errors.back().place = {file, {0, 0}};
    }
    return result;
  }
  const json::object* document = value->if_object();
  if (document == nullptr) {
    result.errors.push_back(error_at(file, 0, "a bill of materials is a JSON object"));
    return result;
  }
  const auto places = json_places(file->text(), static_cast<int>(kMostDepth));
  std::vector<Misfit> misfits;
  if (document->contains("bomFormat") || document->contains("specVersion")) {
    misfits =
        string_member(*document, "specVersion") == "1.6" ? check_cyclonedx(*value) : check_old_cyclonedx(*document);
    if (misfits.empty()) {
      result.bom = read_cyclonedx(*document, *file, places);
    }
  } else if (document->contains("spdxVersion")) {
    misfits = check_spdx(*document);
    if (misfits.empty()) {
      result.bom = read_spdx(*document, *file, places);
    }
  } else {
    misfits.push_back({"", "it is neither CycloneDX (bomFormat) nor SPDX (spdxVersion)"});
  }
  for (const Misfit& misfit : misfits) {
    const auto place = places.find(misfit.path);
    result.errors.push_back(
        error_at(file, place == places.end() ? 0 : place->second,
                 misfit.path.empty() ? misfit.message : fmt::format("{}: {}", misfit.path, misfit.message)));
  }
  return result;
}

}  // namespace ropewalk::image
