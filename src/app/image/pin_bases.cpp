#include "app/image/pin_bases.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "image/reference.h"

namespace ropewalk::app {
namespace {

namespace dockerfile = image::dockerfile;

bool is_stage(const dockerfile::Dockerfile& file, std::size_t before, const std::string& name) {
  return std::any_of(file.stages.begin(), file.stages.begin() + static_cast<std::ptrdiff_t>(before),
                     [&](const dockerfile::Stage& stage) { return stage.name == to_lower(name); });
}

/// What a base is called without its digest.
std::string name_of(const std::string& base) { return base.substr(0, base.find('@')); }

}  // namespace

Result<Pins> pin_bases(const dockerfile::Dockerfile& file, const RegistryPorts& ports, std::stop_token stop) {
  Pins pins;
  const std::string_view text = file.file->text();
  std::size_t at = 0;
  for (std::size_t i = 0; i < file.stages.size(); ++i) {
    const dockerfile::Stage& stage = file.stages[i];
    if (stage.base == "scratch" || is_stage(file, i, stage.base)) {
      continue;
    }
    if (stage.base.find('$') != std::string::npos) {
      pins.left.push_back(fmt::format("{}:{}: {} is made of arguments, and stays as it is", file.file->name(),
                                      file.file->locate(stage.base_span.begin).line, stage.base));
      continue;
    }
    const auto reference = image::parse_reference(stage.base);
    if (!reference) {
      return fail(ErrorKind::kInvalid, reference.error().message, reference.error().hint, file.at(stage.base_span));
    }
    if (reference->registry == "localhost") {
      pins.left.push_back(fmt::format("{}:{}: {} is an image of this machine, and stays as it is", file.file->name(),
                                      file.file->locate(stage.base_span.begin).line, stage.base));
      continue;
    }
    auto registry = open_registry(reference->registry, std::nullopt, ports, stop);
    if (!registry) {
      return fail(std::move(registry.error()));
    }
    const std::string tag = reference->tag.empty() ? "latest" : reference->tag;
    auto digest = (*registry)->manifest_digest(reference->repository, tag);
    if (!digest) {
      digest.error().place = file.at(stage.base_span);
      return fail(std::move(digest.error()));
    }
    if (!*digest) {
      return fail(ErrorKind::kNotFound, fmt::format("there is no image {}", name_of(stage.base)), {},
                  file.at(stage.base_span));
    }
    pins.bases.push_back({name_of(stage.base), reference->digest, **digest});
    pins.text += text.substr(at, stage.base_span.begin - at);
    pins.text += fmt::format("{}@{}", name_of(stage.base), **digest);
    at = stage.base_span.end;
  }
  pins.text += text.substr(at);
  return pins;
}

}  // namespace ropewalk::app
