#include "app/scan/fetch_image.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "app/scan/built_image.h"
#include "base/strings.h"
#include "image/manifest.h"
#include "image/reference.h"

namespace ropewalk::app {
namespace {

constexpr std::array<std::string_view, 7> kTransports = {
    "docker://", "containers-storage:", "docker-daemon:", "docker-archive:", "oci-archive:", "oci:", "dir:"};

bool names_transport(std::string_view reference) {
  return std::any_of(kTransports.begin(), kTransports.end(),
                     [&](std::string_view transport) { return reference.starts_with(transport); });
}

bool is_loopback(std::string_view source) {
  constexpr std::string_view kDocker = "docker://";
  source.remove_prefix(source.starts_with(kDocker) ? kDocker.size() : 0);
  return image::is_loopback(source.substr(0, source.find('/')));
}

/// Where a reference without a place may be, in the order that they are asked.
Result<std::vector<std::string>> sources_of(const std::string& text, const std::string& search_path,
                                            const ScanPorts& ports) {
  if (names_transport(text)) {
    return std::vector{text};
  }
  const auto reference = image::parse_reference(text);
  if (!reference) {
    return fail(reference.error());
  }
  std::string name = reference->text();
  if (reference->tag.empty() && reference->digest.empty()) {
    name += ":latest";
  }
  std::vector<std::string> sources;
  if (ports.process.find_program("podman", search_path)) {
    sources.push_back("containers-storage:" + name);
  }
  if (ports.process.find_program("docker", search_path)) {
    sources.push_back("docker-daemon:" + name);
  }
  sources.push_back("docker://" + name);
  return sources;
}

/// The last line that skopeo says, without its time and level.
std::string last_words(const std::string& errors) {
  const std::string_view text = trim(errors);
  std::string_view line = text.substr(text.rfind('\n') == std::string_view::npos ? 0 : text.rfind('\n') + 1);
  if (const std::size_t message = line.find("msg=\""); message != std::string_view::npos) {
    line = line.substr(message + 5);
    line.remove_suffix(line.ends_with('"') ? 1 : 0);
  }
  return std::string(line);
}

}  // namespace

Result<std::filesystem::path> fetch_image(const std::string& reference, const image::Selection& selection,
                                          const std::filesystem::path& folder, const ScanPorts& ports) {
  constexpr std::string_view kDigest = "sha256:";
  if (reference.starts_with(kDigest) && !image::is_digest(reference)) {
    return fail(ErrorKind::kUsage, fmt::format("'{}' is no digest", reference),
                "a digest is sha256: and 64 hexadecimal digits");
  }
  auto built = built_image(reference, folder, ports);
  if (!built || *built) {
    return built ? Result<std::filesystem::path>(**built) : fail(std::move(built.error()));
  }
  if (image::is_digest(reference)) {
    return fail(ErrorKind::kUsage, fmt::format("{} was not built on this machine", reference),
                "name it with its registry");
  }
  const std::string search_path = ports.environment.variable("PATH").value_or("");
  const auto sources = sources_of(reference, search_path, ports);
  if (!sources) {
    return fail(sources.error());
  }
  if (!ports.process.find_program("skopeo", search_path)) {
    return fail(ErrorKind::kIncomplete, fmt::format("the image '{}' was not looked at: skopeo is not there", reference),
                "install skopeo, or give a layout or an archive");
  }
  const std::string& platform = selection.platform.empty() ? selection.own_platform : selection.platform;
  const std::vector<std::string_view> parts = split(platform, '/');
  std::string tried;
  for (const std::string& source : *sources) {
    const std::filesystem::path layout = folder / "layout";
    ports::ProcessRequest request;
    request.arguments = {"skopeo", "--insecure-policy", "--override-os", std::string(parts.front())};
    if (parts.size() > 1) {
      request.arguments.insert(request.arguments.end(), {"--override-arch", std::string(parts[1])});
    }
    if (parts.size() > 2) {
      request.arguments.insert(request.arguments.end(), {"--override-variant", std::string(parts[2])});
    }
    request.arguments.insert(request.arguments.end(), {"copy", "--quiet"});
    if (source.starts_with("docker://") && is_loopback(source)) {
      request.arguments.emplace_back("--src-tls-verify=false");
    }
    request.arguments.insert(request.arguments.end(), {source, "oci:" + layout.string() + ":image"});
    request.working_directory = folder;
    request.environment = ports.environment.variables();
    const auto done = ports.process.capture(request, {});
    if (!done) {
      return fail(done.error());
    }
    if (done->outcome.end == ports::ProcessEnd::kExited && done->outcome.exit_code == 0) {
      return layout;
    }
    tried += fmt::format("\n  {}: {}", source, last_words(done->errors));
    if (auto removed = ports.files.remove_all(layout); !removed) {
      return fail(std::move(removed.error()));
    }
  }
  return fail(ErrorKind::kIncomplete,
              fmt::format("the image '{}' was not looked at: nothing has it{}", reference, tried),
              "a file or folder is given by its path: ./image.tar");
}

}  // namespace ropewalk::app
