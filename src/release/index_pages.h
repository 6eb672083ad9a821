// A Python index as its clients see it: the files of a project (PEP 503, PEP 691), and the form that uploads have.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ropewalk::release {

/// SHA-256 in hexadecimal by file name; empty where the index doesn't say it.
using IndexFiles = std::map<std::string, std::string, std::less<>>;

/// Reads a project's page, HTML or JSON. Errors: kInvalid.
[[nodiscard]] Result<IndexFiles> read_index_page(std::string_view body, std::string_view content_type);

/// A project's name as indexes have it in addresses (PEP 503).
[[nodiscard]] std::string normalised_name(std::string_view name);

/// What a distribution's file name says: `parcels-1.2.0-py3-none-any.whl`, `parcels-1.2.0.tar.gz`.
struct Distribution {
  std::string name;
  std::string version;
  bool is_wheel = false;
  /// `py3` of a wheel, `source` of an sdist.
  std::string python = {};
};
[[nodiscard]] std::optional<Distribution> read_distribution_name(std::string_view file);

/// A form of `multipart/form-data` (RFC 7578).
class Form {
 public:
  explicit Form(std::string boundary) : boundary_(std::move(boundary)) {}
  void add(std::string_view name, std::string_view value);
  void add_file(std::string_view name, std::string_view file, std::string_view bytes);
  [[nodiscard]] std::string content_type() const { return "multipart/form-data; boundary=" + boundary_; }
  [[nodiscard]] std::string body() const { return body_ + "--" + boundary_ + "--\r\n"; }

 private:
  std::string boundary_;
  std::string body_;
};

}  // namespace ropewalk::release
