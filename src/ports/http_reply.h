// Where the answer to an HTTP/1.1 request ends, as its bytes come in (RFC 9112).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ropewalk::ports {

class HttpReply {
 public:
  enum class State { kMore, kComplete, kBroken };

  /// Takes the next bytes. What comes after a complete answer, which nobody asked for, breaks it.
  State feed(std::string_view bytes);
  /// The connection is closed: complete only where the end says where the body ends.
  State close();

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] int status() const { return status_; }
  /// Whether another request may be sent on the connection.
  [[nodiscard]] bool keeps_alive() const { return state_ == State::kComplete && keeps_alive_; }
  /// Nothing has come yet.
  [[nodiscard]] bool is_untouched() const { return !has_begun_; }

 private:
  enum class Part { kHead, kCounted, kToTheEnd, kChunkSize, kChunk, kChunkEnd, kTrailers };

  void step(std::string_view& bytes);
  /// A line without its end, once it is whole.
  bool take_line(std::string_view& bytes);
  void read_head_line();
  void end_head();
  void read_chunk_size();
  void break_off() { state_ = State::kBroken; }

  State state_ = State::kMore;
  Part part_ = Part::kHead;
  bool has_begun_ = false;
  bool is_first_line_ = true;
  bool keeps_alive_ = true;
  bool is_chunked_ = false;
  bool has_length_ = false;
  int status_ = 0;
  std::uint64_t left_ = 0;
  std::string line_;
};

}  // namespace ropewalk::ports
