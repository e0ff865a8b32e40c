import Glibc

/// Elements in the order they came; `next` sleeps until there is one.
///
/// Unchecked: `elements` is touched only between `pthread_mutex_lock` and `unlock` of `mutex`, and both C objects stay
/// at one address for the life of the process because they are allocated and never freed.
final class BlockingQueue<Element: Sendable>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let arrived = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var elements: [Element] = []
    private var head = 0

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(arrived, nil)
    }

    func add(_ element: Element) {
        pthread_mutex_lock(mutex)
        elements.append(element)
        pthread_cond_signal(arrived)
        pthread_mutex_unlock(mutex)
    }

    func next() -> Element {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while head == elements.count { pthread_cond_wait(arrived, mutex) }
        let element = elements[head]
        head += 1
        if head == elements.count {
            elements.removeAll(keepingCapacity: true)
            head = 0
        }
        return element
    }
}
