// Fuzzes what a client may send to the small server: a request that is whole stays whole whatever follows, and what is
// bad does not become good by more bytes.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "net/served_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using State = ropewalk::net::ReadRequest::State;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto whole = ropewalk::net::read_request(text);
  const auto half = ropewalk::net::read_request(text.substr(0, size / 2));
  if (half.state == State::kWhole && whole.state == State::kMore) {
    std::abort();
  }
  if (half.state == State::kBad && whole.state == State::kWhole) {
    std::abort();
  }
  return 0;
}
