#include "ports/http.h"

#include <algorithm>

namespace ropewalk::ports {
namespace {

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

}  // namespace

std::string_view HttpResponse::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const HttpHeader& header) {
    return std::equal(header.name.begin(), header.name.end(), name.begin(), name.end(),
                      [](char left, char right) { return lower(left) == lower(right); });
  });
  return found == headers.end() ? std::string_view() : std::string_view(found->value);
}

}  // namespace ropewalk::ports
