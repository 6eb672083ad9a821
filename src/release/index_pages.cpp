#include "release/index_pages.h"

#include <fmt/format.h>

#include <cctype>

#include "base/json.h"
#include "base/strings.h"

namespace ropewalk::release {
namespace {

Result<IndexFiles> read_json_page(std::string_view body) {
  auto page = parse_json(body, "the index's answer");
  if (!page) {
    return fail(std::move(page.error()));
  }
  const json::value* list = page->is_object() ? page->get_object().if_contains("files") : nullptr;
  if (list == nullptr || !list->is_array()) {
    return fail(ErrorKind::kInvalid, "the index's answer has no list of files");
  }
  IndexFiles files;
  for (const json::value& item : list->get_array()) {
    if (!item.is_object()) {
      continue;
    }
    const json::value* hashes = item.get_object().if_contains("hashes");
    files.emplace(string_member(item.get_object(), "filename"),
                  hashes != nullptr && hashes->is_object() ? string_member(hashes->get_object(), "sha256") : "");
  }
  return files;
}

/// `%2B` as `+`.
std::string without_escapes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && std::isxdigit(static_cast<unsigned char>(text[i + 1])) != 0 &&
        std::isxdigit(static_cast<unsigned char>(text[i + 2])) != 0) {
      out.push_back(static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16)));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

/// `href="…/name-1.0.tar.gz#sha256=…"`.
IndexFiles read_html_page(std::string_view body) {
  IndexFiles files;
  for (std::size_t at = 0; (at = body.find("href=", at)) != std::string_view::npos;) {
    at += 5;
    const char quote = at < body.size() ? body[at] : ' ';
    const std::size_t end = quote == '"' || quote == '\'' ? body.find(quote, at + 1) : std::string_view::npos;
    if (end == std::string_view::npos) {
      continue;
    }
    const std::string_view link = body.substr(at + 1, end - at - 1);
    const std::size_t hash = link.find('#');
    const std::string_view path = link.substr(0, std::min(hash, link.find('?')));
    const std::string_view fragment = hash == std::string_view::npos ? "" : link.substr(hash + 1);
    files.emplace(without_escapes(path.substr(path.rfind('/') + 1)),
                  fragment.starts_with("sha256=") ? std::string(fragment.substr(7)) : std::string());
  }
  return files;
}

}  // namespace

Result<IndexFiles> read_index_page(std::string_view body, std::string_view content_type) {
  if (content_type.find("json") != std::string_view::npos) {
    return read_json_page(body);
  }
  return read_html_page(body);
}

std::string normalised_name(std::string_view name) {
  std::string out;
  for (const char c : to_lower(name)) {
    const bool is_separator = c == '-' || c == '_' || c == '.';
    if (!is_separator || out.empty() || out.back() != '-') {
      out.push_back(is_separator ? '-' : c);
    }
  }
  return out;
}

std::optional<Distribution> read_distribution_name(std::string_view file) {
  if (file.ends_with(".whl")) {
    const auto parts = split(file.substr(0, file.size() - 4), '-');
    if (parts.size() < 5 || parts.size() > 6) {
      return std::nullopt;
    }
    return Distribution{.name = std::string(parts[0]),
                        .version = std::string(parts[1]),
                        .is_wheel = true,
                        .python = std::string(parts[parts.size() - 3])};
  }
  if (file.ends_with(".tar.gz")) {
    const std::string_view stem = file.substr(0, file.size() - 7);
    const std::size_t dash = stem.rfind('-');
    if (dash == std::string_view::npos || dash == 0) {
      return std::nullopt;
    }
    return Distribution{
        .name = std::string(stem.substr(0, dash)), .version = std::string(stem.substr(dash + 1)), .python = "source"};
  }
  return std::nullopt;
}

void Form::add(std::string_view name, std::string_view value) {
  body_ += fmt::format("--{}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n", boundary_, name, value);
}

void Form::add_file(std::string_view name, std::string_view file, std::string_view bytes) {
  body_ += fmt::format(
      "--{}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: "
      "application/octet-stream\r\n\r\n",
      boundary_, name, file);
  body_ += bytes;
  body_ += "\r\n";
}

}  // namespace ropewalk::release
