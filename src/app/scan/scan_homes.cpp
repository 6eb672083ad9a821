#include "app/scan/scan_homes.h"

#include <algorithm>

namespace ropewalk::app {
namespace {

void add(std::vector<ScanHome>& homes, ScanHome home) {
  if (std::none_of(homes.begin(), homes.end(), [&home](const ScanHome& one) { return one.folder == home.folder; })) {
    homes.push_back(std::move(home));
  }
}

ScanHome home_at(const std::filesystem::path& folder, const Place& place) {
  return {folder, folder == place.top ? "" : shown_name(folder, place) + "/"};
}

bool is_inside(const std::filesystem::path& path, const Place& place) {
  return path == place.top || std::filesystem::path(shown_name(path, place)).is_relative();
}

std::vector<ScanHome> homes_of_history(const std::string& repository, const ScanPorts& ports) {
  const Place& place = ports.place;
  const auto folder = ports.files.canonical(place.base / repository);
  // The names of a history count from the top of its repository.
  if (!folder || *folder == place.base || top_around(*folder, ports.files) == place.top) {
    return {{place.top}};
  }
  return {{top_around(*folder, ports.files)}};
}

}  // namespace

std::string shown_name(const std::filesystem::path& path, const Place& place) {
  const std::filesystem::path relative = path.lexically_relative(place.top);
  return relative.empty() || *relative.begin() == ".." ? path.generic_string() : relative.generic_string();
}

std::filesystem::path path_of(const std::string& name, const Place& place) {
  const std::filesystem::path whole = (place.base / name).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

std::filesystem::path top_around(const std::filesystem::path& folder, const ports::Files& files) {
  for (std::filesystem::path top = folder;; top = top.parent_path()) {
    if (files.type(top / ".git") != ports::FileType::kMissing) {
      return top;
    }
    if (top.empty() || top == top.root_path()) {
      return folder;
    }
  }
}

std::vector<ScanHome> homes_of(const std::string& path, const ScanPorts& ports) {
  const std::filesystem::path whole = path_of(path, ports.place);
  const bool is_folder = ports.files.type_followed(whole) == ports::FileType::kDirectory;
  const std::filesystem::path folder = is_folder ? whole : whole.parent_path();
  std::vector<ScanHome> homes;
  if (is_folder) {
    add(homes, home_at(folder, ports.place));
  }
  add(homes, home_at(top_around(folder, ports.files), ports.place));
  if (is_inside(folder, ports.place)) {
    add(homes, home_at(ports.place.top, ports.place));
  }
  return homes;
}

std::vector<ScanHome> homes_of(const ScanTarget& target, const ScanPorts& ports) {
  if (target.repository) {
    return homes_of_history(*target.repository, ports);
  }
  if (target.paths.empty()) {
    return {{ports.place.top}};
  }
  std::vector<ScanHome> homes;
  for (const std::string& path : target.paths) {
    for (ScanHome& home : homes_of(path, ports)) {
      add(homes, std::move(home));
    }
  }
  return homes;
}

}  // namespace ropewalk::app
